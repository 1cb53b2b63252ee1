/** The proxy on a thread of its own, so that it takes no time from the client that is measured. */
import { parentPort, workerData } from "node:worker_threads";
import { type RecordedRequest, startRecordingProxy } from "../support/recordingProxy.ts";

/** What the thread is started with. */
export type ProxyOptions = { readonly target: string; readonly delay: number };

/** What it says first. */
export type ProxyPlace = { readonly host: string };

/** What it answers to any message: all requests since the last one. */
export type ProxyRecord = readonly Pick<RecordedRequest, "method" | "path" | "status">[];

const { target, delay }: ProxyOptions = workerData;
const proxy = await startRecordingProxy(target, { delay });
parentPort?.on("message", () => {
  const requests: ProxyRecord = proxy.requests.splice(0);
  parentPort?.postMessage(requests);
});
parentPort?.postMessage({ host: proxy.host } satisfies ProxyPlace);
