/** A real registry with logins, a round trip away, filled with what the bench asks for. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRegistry } from "../support/dockerRegistry.ts";
import { commonPlatforms, makeIndex, makePlatforms } from "../support/images.ts";
import { authorize, push } from "../support/push.ts";
import { type RecordedRequest, startRecordingProxy } from "../support/recordingProxy.ts";

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
  /** Runs `work` and counts what it asks of the registry and of its token server. */
  counted<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly asked: Asked }>;
  stop(): Promise<void>;
};

/** Requests to the registry by their method, all of them, and requests for tokens to its token server. */
export type Asked = {
  readonly heads: number;
  readonly gets: number;
  /** How many of those only learnt that a login is needed (401). */
  readonly challenges: number;
  readonly tokens: number;
};

/** Starts docker-registry with token logins behind a proxy that waits `roundTrip` milliseconds before each request. */
export async function startRig(): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), "mooring-bench-"));
  const users = { [login.user]: login.password };
  const registry = await startRegistry({ auth: { kind: "token", users, delay: roundTrip } });
  const proxy = await startRecordingProxy(registry.url, { delay: roundTrip });
  const dockerConfig = join(folder, "docker");
  await mkdir(dockerConfig);
  const auth = Buffer.from(`${login.user}:${login.password}`).toString("base64");
  await writeFile(join(dockerConfig, "config.json"), JSON.stringify({ auths: { [proxy.host]: { auth } } }));
  return {
    host: proxy.host,
    folder,
    dockerConfig,
    token: (repository) => authorize(registry.url, repository, login),
    fill: async (repository, tags) => {
      const authorization = await authorize(registry.url, repository, login);
      const images = makePlatforms(commonPlatforms, { config: { Labels: { repository } } });
      await push({ url: registry.url, repository, authorization }, makeIndex(images), tags);
    },
    counted: async (work) => {
      const [requests, tokens] = [proxy.requests.length, registry.tokenRequests.length];
      const result = await work();
      const asked = countsOf(proxy.requests.slice(requests), registry.tokenRequests.length - tokens);
      return { result, asked };
    },
    stop: async () => {
      await proxy.stop();
      await registry.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function countsOf(requests: readonly RecordedRequest[], tokens: number): Asked {
  const heads = requests.filter(({ method }) => method === "HEAD").length;
  const challenges = requests.filter(({ status }) => status === 401).length;
  return { heads, gets: requests.length - heads, challenges, tokens };
}
