/** A real registry with logins, a round trip away, filled with what the bench asks for. */
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { startRegistry } from "../support/dockerRegistry.ts";
import { commonPlatforms, makeIndex, makePlatforms } from "../support/images.ts";
import { authorize, push, pushManifest } from "../support/push.ts";
import type { ProxyOptions, ProxyPlace, ProxyRecord } from "./proxyWorker.ts";

export const roundTrip = 20;
export const login = { user: "alice", password: "correct horse" };

export type Rig = {
  /** The registry as references name it. */
  readonly host: string;
  /** A folder for whatever is to be written; removed at the end. */
  readonly folder: string;
  /** A folder for DOCKER_CONFIG with the registry's login. */
  readonly dockerConfig: string;
  /** Pushes one index of three platforms, unlike those of other repositories, under each tag. */
  fill(repository: string, tags: readonly string[]): Promise<void>;
  /** An Authorization header for a repository. */
  token(repository: string): Promise<string>;
  /** Runs `work`, and gives the milliseconds it took and what it asked of the registry and its token server. */
  counted<T>(work: () => Promise<T>): Promise<Counted<T>>;
  stop(): Promise<void>;
};

export type Counted<T> = { readonly result: T; readonly time: number; readonly asked: Asked };

/** What went to the registry and to its token server. */
export type Asked = {
  /** HEAD requests that the registry let in. */
  readonly heads: number;
  /** Other requests that it let in. */
  readonly others: number;
  /** Requests that it answered with a challenge (401): what it takes to learn how to log in. */
  readonly challenges: number;
  readonly tokens: number;
  /** Connections opened to the registry. */
  readonly connections: number;
  /** Bytes of blobs that were sent to it, and that it gave. */
  readonly blobBytesUp: number;
  readonly blobBytesDown: number;
};

/** Starts docker-registry with token logins behind a proxy that waits `roundTrip` milliseconds before each request. */
export async function startRig(): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), "mooring-bench-"));
  const users = { [login.user]: login.password };
  const registry = await startRegistry({ auth: { kind: "token", users, delay: roundTrip } });
  const { host, proxy, record } = await startProxy({ target: registry.url, delay: roundTrip });
  const dockerConfig = join(folder, "docker");
  await mkdir(dockerConfig);
  const auth = Buffer.from(`${login.user}:${login.password}`).toString("base64");
  await writeFile(join(dockerConfig, "config.json"), JSON.stringify({ auths: { [host]: { auth } } }));
  return {
    host,
    folder,
    dockerConfig,
    token: (repository) => authorize(registry.url, repository, login),
    fill: async (repository, tags) => {
      const authorization = await authorize(registry.url, repository, login);
      const images = makePlatforms(commonPlatforms, { config: { Labels: { repository } } });
      const target = { url: registry.url, repository, authorization };
      const index = makeIndex(images);
      await push(target, index);
      for (const some of chunks(tags, 25)) {
        await Promise.all(some.map((tag) => pushManifest(target, index, tag)));
      }
    },
    counted: async (work) => {
      await record();
      const tokens = registry.tokenRequests.length;
      const start = performance.now();
      const result = await work();
      const time = performance.now() - start;
      return { result, time, asked: countsOf(await record(), registry.tokenRequests.length - tokens) };
    },
    stop: async () => {
      await proxy.terminate();
      await registry.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function chunks(tags: readonly string[], size: number): readonly (readonly string[])[] {
  const count = Math.ceil(tags.length / size);
  return Array.from({ length: count }, (_, at) => tags.slice(at * size, (at + 1) * size));
}

async function startProxy(options: ProxyOptions) {
  const proxy = new Worker(new URL("./proxyWorker.ts", import.meta.url), { workerData: options });
  const [{ host }] = (await once(proxy, "message")) as [ProxyPlace];
  const record = async (): Promise<ProxyRecord> => {
    proxy.postMessage("record");
    const [answer] = await once(proxy, "message");
    return answer;
  };
  return { host, proxy, record };
}

function countsOf({ requests, connections }: ProxyRecord, tokens: number): Asked {
  const letIn = requests.filter(({ status }) => status !== 401);
  const heads = letIn.filter(({ method }) => method === "HEAD").length;
  const ofBlobs = requests.filter(({ path }) => path.includes("/blobs/"));
  return {
    heads,
    others: letIn.length - heads,
    challenges: requests.length - letIn.length,
    tokens,
    connections,
    blobBytesUp: ofBlobs.reduce((sum, { sent }) => sum + sent, 0),
    blobBytesDown: ofBlobs.reduce((sum, { received }) => sum + received, 0),
  };
}
