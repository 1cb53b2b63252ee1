/**
 * A fake of Docker Hub's website API, as far as listing official images goes, after
 * https://docs.docker.com/reference/api/hub/latest/. Strict: a request that the real one would not take as it is
 * meant is noted as a fault, and stop() rejects with the faults.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type DockerHubServer = {
  /** The website's root. */
  readonly base: URL;
  /** The query of each request so far. */
  readonly requests: string[];
  /** Rejects when a request was not as it should be. */
  readonly stop: () => Promise<void>;
};

export type DockerHubOptions = {
  /** Names of the official images, in the order of the website. */
  readonly names: readonly string[];
  /** Answers instead, when it gives something. `page` counts from 1. */
  readonly instead?: (page: number) => Answer | undefined;
};

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
};

const path = "/v2/namespaces/library/repositories";
const largestPage = 100;

/** Starts the server on a free loopback port. */
export async function startDockerHub(options: DockerHubOptions): Promise<DockerHubServer> {
  const requests: string[] = [];
  const faults: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    requests.push(url.search);
    faults.push(...faultsOf(request, url));
    send(response, answerTo(url, options));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    if (faults.length > 0) throw new Error(`Requests that Docker Hub would not take: ${faults.join("; ")}`);
  };
  return { base: new URL(`http://127.0.0.1:${port}/`), requests, stop };
}

function faultsOf({ method, headers }: IncomingMessage, url: URL): readonly string[] {
  const { pathname, searchParams } = url;
  const known = new Set(["page", "page_size", "name", "ordering"]);
  return [
    ...(method === "GET" ? [] : [`method ${method}`]),
    ...(pathname === path ? [] : [`path ${pathname}`]),
    ...(headers.authorization === undefined && headers.cookie === undefined ? [] : ["a login, unasked"]),
    ...[...searchParams.keys()].filter((key) => !known.has(key)).map((key) => `parameter ${key}`),
    ...(pageSizeOf(url) <= largestPage ? [] : ["a page larger than 100"]),
    ...(/^-?(?:name|last_updated|pull_count)$/.test(searchParams.get("ordering") ?? "name")
      ? []
      : ["ordering"]),
  ];
}

function answerTo(url: URL, { names, instead }: DockerHubOptions): Answer {
  const number = Number(url.searchParams.get("page") ?? "1");
  const special = instead?.(number);
  if (special !== undefined) return special;
  const size = pageSizeOf(url);
  const shown = names.slice((number - 1) * size, number * size);
  if (url.pathname !== path || (shown.length === 0 && number > 1)) {
    return { status: 404, body: '{"message":"object not found","errinfo":{}}' };
  }
  const next = new URL(url);
  next.searchParams.set("page", String(number + 1));
  const body = {
    count: names.length,
    // The link's host is one of its own, as behind a gateway: nobody may follow it blindly.
    next: number * size < names.length ? `https://hub.docker.invalid${next.pathname}${next.search}` : null,
    previous: null,
    results: shown.map(repository),
  };
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function repository(name: string): unknown {
  return {
    name,
    namespace: "library",
    repository_type: "image",
    status: 1,
    status_description: "active",
    description: "",
    is_private: false,
    star_count: 1,
    pull_count: 1,
    last_updated: "2026-01-01T00:00:00.000000Z",
    media_types: [],
    content_types: ["image"],
    categories: [],
    storage_size: 0,
  };
}

function pageSizeOf(url: URL): number {
  return Number(url.searchParams.get("page_size") ?? "10");
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body);
}
