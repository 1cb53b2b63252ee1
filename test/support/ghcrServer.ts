/**
 * A fake of GitHub Container Registry, a contract server: the registry at its root and GitHub's API below `/api/v3/`,
 * as far as Mooring uses them. Strict: a request that the real ones would not take as it is meant, or that carries a
 * login where none belongs, is noted as a fault, and stop() rejects with the faults.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer } from "./ghcrAnswer.ts";
import { answerApi, apiFaults } from "./ghcrApi.ts";
import { answerRegistry, answerToken, registryFaults, type Tokens } from "./ghcrRegistry.ts";
import { fillShelves, type GhcrOptions, type Shelves } from "./ghcrShelves.ts";

export type GhcrServer = {
  /** The registry's root. */
  readonly base: URL;
  /** `METHOD PATH?QUERY` of each request so far, as it was written. */
  readonly requests: string[];
  /** Makes every token of the registry unknown, as when it expires. */
  readonly expireTokens: () => void;
  /** Rejects when a request was not as it should be. */
  readonly stop: () => Promise<void>;
};

/** Answers instead, when it gives something. */
export type Instead = (request: IncomingMessage) => Answer | undefined;

const apiRoot = "/api/v3/";

/** Starts the server on a free loopback port. */
export async function startGhcr(
  options: GhcrOptions,
  instead: Instead = () => undefined,
): Promise<GhcrServer> {
  const shelves = fillShelves(options);
  const tokens: Tokens = new Map();
  const requests: string[] = [];
  const faults: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
    requests.push(`${request.method} ${request.url}`);
    const isApi = url.pathname.startsWith(apiRoot);
    faults.push(...(isApi ? apiFaults(request, url) : registryFaults(request, url)));
    const { status, headers, body } = instead(request) ?? answer(shelves, tokens, request, url);
    response.writeHead(status, headers).end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    if (faults.length > 0) throw new Error(`Requests that GitHub would not take: ${faults.join("; ")}`);
  };
  return { base: new URL(`http://127.0.0.1:${port}/`), requests, expireTokens: () => tokens.clear(), stop };
}

function answer(shelves: Shelves, tokens: Tokens, request: IncomingMessage, url: URL): Answer {
  const { pathname } = url;
  if (pathname.startsWith(apiRoot)) return answerApi(shelves, request, url, pathname.slice(apiRoot.length));
  if (pathname === "/token") return answerToken(shelves, tokens, request, url);
  return answerRegistry(shelves, tokens, request, url);
}
