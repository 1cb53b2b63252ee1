/** The entry of a worker thread that lists one layer: blocks of its stream come in, the index goes out. */
import { parentPort, workerData } from "node:worker_threads";
import { ContentError, type ContentErrorKind } from "../errors.ts";
import { type ListJob, listLayer } from "./listLayer.ts";
import { listTable, type TableJob } from "./toc.ts";

/** What the thread is started with. */
export type Job = ({ readonly from: "layer" } & ListJob) | ({ readonly from: "toc" } & TableJob);

/** A block of the stream, or its end. */
export type ToWorker = Uint8Array | "end";

export type FromWorker =
  /** Bytes of the stream are done with. */
  | { readonly kind: "taken"; readonly bytes: number }
  | { readonly kind: "done"; readonly index: Uint8Array<ArrayBuffer> }
  /** A ContentError, which cannot go from thread to thread as it is. */
  | {
      readonly kind: "failed";
      readonly failure: ContentErrorKind;
      readonly subject: string;
      readonly limit: number | undefined;
    };

async function work(job: Job): Promise<FromWorker> {
  try {
    const index = job.from === "layer" ? await listLayer(job, blocks()) : await listTable(job, blocks());
    return { kind: "done", index };
  } catch (failure) {
    if (!(failure instanceof ContentError)) throw failure;
    return { kind: "failed", failure: failure.kind, subject: failure.subject, limit: failure.limit };
  }
}

async function* blocks(): AsyncGenerator<Uint8Array, void> {
  const queue: ToWorker[] = [];
  let wake = () => {};
  parentPort?.on("message", (message: ToWorker) => {
    queue.push(message);
    wake();
  });
  for (;;) {
    const next = queue.shift();
    if (next === "end") return;
    if (next === undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
      continue;
    }
    yield next;
    post({ kind: "taken", bytes: next.length });
  }
}

function post(message: FromWorker): void {
  const { index } = message.kind === "done" ? message : { index: undefined };
  parentPort?.postMessage(message, index === undefined ? [] : [index.buffer]);
}

post(await work(workerData));
