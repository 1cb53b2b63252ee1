/** A registry of names alone on a thread of its own: 5,000 repositories and 50,000 tags in each, as quick as can be. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort } from "node:worker_threads";

export const repositoryCount = 5000;
export const tagCount = 50_000;

/** The names of a repository's tags, as a registry orders them. */
export function tagNames(): readonly string[] {
  const names = Array.from(
    { length: tagCount },
    (_, number) => `${number % 10}.${number}.${number % 7}-alpine`,
  );
  return names.sort();
}

function repositoryNames(): readonly string[] {
  return Array.from({ length: repositoryCount }, (_, number) => `team-${number % 50}/app-${number}`).sort();
}

/** Pages of `n` names after `last`; the repository `whole/app` knows no pages, as old registries do. */
function startServer(): void {
  const lists: Readonly<Record<string, readonly string[]>> = {
    repositories: repositoryNames(),
    tags: tagNames(),
  };
  let requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    requests.push(`${request.method} ${pathname}`);
    const field = pathname === "/v2/_catalog" ? "repositories" : "tags";
    const names = lists[field] ?? [];
    const last = searchParams.get("last");
    const start = last === null ? 0 : names.indexOf(last) + 1;
    const end = pathname.startsWith("/v2/whole/") ? names.length : start + Number(searchParams.get("n"));
    const page = names.slice(start, end);
    const next = new URLSearchParams({ n: searchParams.get("n") ?? "", last: page.at(-1) ?? "" });
    const link = end < names.length ? { link: `<${pathname}?${next}>; rel="next"` } : {};
    response.writeHead(200, { "content-type": "application/json", ...link });
    response.end(JSON.stringify({ [field]: page }));
  });
  parentPort?.on("message", () => {
    parentPort?.postMessage(requests);
    requests = [];
  });
  server.listen(0, "127.0.0.1", () => {
    parentPort?.postMessage(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
}

if (parentPort !== null) startServer();
