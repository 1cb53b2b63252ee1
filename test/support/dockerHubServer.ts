/**
 * A fake of Docker Hub: its website's API and its registry at one address, the registry's token server at another.
 * Written from the documentation and from what Docker's own tools ask. Strict: a request that the real one would not
 * take as it is meant is noted as a fault, and stop() rejects with the faults.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Answer } from "./dockerHubAnswer.ts";
import { type ApiSide, apiAnswer } from "./dockerHubApi.ts";
import { type HubAllowance, isRegistryPath, type RegistrySide, registryAnswer } from "./dockerHubRegistry.ts";
import { type HubRepository, type HubUser, shelvesOf } from "./dockerHubShelf.ts";
import { tokenAnswer } from "./dockerHubTokens.ts";

/** One request, without its secrets. */
export type HubRequest = {
  readonly at: "website" | "registry" | "token server";
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** How it was signed; the website's login is a `password` in its body. */
  readonly login: "none" | "bearer" | "basic" | "password";
};

export type DockerHubOptions = {
  /** In the order of the website. */
  readonly repositories?: readonly HubRepository[];
  /** By name. */
  readonly users?: Readonly<Record<string, HubUser>>;
  readonly refuses?: ApiSide["refuses"];
  /** Seconds that a token of the website is said to be valid; default 600. */
  readonly lifetime?: number;
  /** Pulls that the registry allows; without it there is no limit. */
  readonly allowance?: HubAllowance;
  /** Answers instead, when it gives something. */
  readonly instead?: (request: HubRequest) => Answer | undefined;
};

export type DockerHubServer = {
  /** The root of the website and of the registry. */
  readonly base: URL;
  readonly requests: HubRequest[];
  /** Makes every token of the website and of the token server worthless, as when it expires. */
  readonly expireTokens: () => void;
  /** Rejects when a request was not as it should be. */
  readonly stop: () => Promise<void>;
};

/** Starts the servers on free loopback ports. */
export async function startDockerHub(options: DockerHubOptions): Promise<DockerHubServer> {
  const { repositories = [], users = {}, refuses = [], lifetime = 600, allowance, instead } = options;
  const requests: HubRequest[] = [];
  const faults: string[] = [];
  const shelves = shelvesOf(repositories);
  const tokens: RegistrySide["tokens"] = new Map();
  const expired = new Set<string>();
  const api: ApiSide = { shelves, users, tokens: new Map(), lifetime, refuses, faults };
  const note = (at: HubRequest["at"], request: IncomingMessage, url: URL): Answer | undefined => {
    const noted = toRequest(at, request, url);
    requests.push(noted);
    if (request.headers.cookie !== undefined) faults.push(`${at}: a cookie`);
    return instead?.(noted);
  };
  const broken = (error: unknown) => faults.push(`broke the fake: ${error}`);
  const tokenServer = await start(broken, async (request, url) => {
    return (
      note("token server", request, url) ?? tokenAnswer(request, url, { shelves, users, tokens, faults })
    );
  });
  const realm = `http://127.0.0.1:${portOf(tokenServer)}/token`;
  const registry: RegistrySide = { shelves, tokens, expired, realm, allowance, faults };
  const server = await start(broken, async (request, url) => {
    const body = await text(request);
    const at = isRegistryPath(url.pathname) ? "registry" : "website";
    const special = note(at, request, url);
    if (special !== undefined) return special;
    if (at === "registry") return registryAnswer(request, url, registry);
    const { method = "", headers } = request;
    return apiAnswer(
      { method, url, authorization: headers.authorization, contentType: headers["content-type"], body },
      api,
    );
  });
  const stop = async (): Promise<void> => {
    await Promise.all([close(server), close(tokenServer)]);
    if (faults.length > 0) throw new Error(`Requests that Docker Hub would not take: ${faults.join("; ")}`);
  };
  const base = new URL(`http://127.0.0.1:${portOf(server)}/`);
  const expireTokens = (): void => {
    api.tokens.clear();
    for (const token of tokens.keys()) expired.add(token);
    tokens.clear();
  };
  return { base, requests, expireTokens, stop };
}

function toRequest(at: HubRequest["at"], { method = "", headers }: IncomingMessage, url: URL): HubRequest {
  const scheme = headers.authorization?.split(" ")[0]?.toLowerCase();
  const isLogin = at === "website" && url.pathname === "/v2/auth/token";
  const login = isLogin ? "password" : scheme === "basic" || scheme === "bearer" ? scheme : "none";
  return { at, method, target: url.pathname + url.search, login };
}

async function start(
  broken: (error: unknown) => void,
  answer: (request: IncomingMessage, url: URL) => Promise<Answer>,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    try {
      send(request, response, await answer(request, url));
    } catch (error) {
      broken(error);
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function send(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Answer,
): void {
  const length = { "content-length": String(Buffer.byteLength(body)) };
  response.writeHead(status, { ...(status === 204 ? {} : length), ...headers });
  response.end(method === "HEAD" ? undefined : body);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
