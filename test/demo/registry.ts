/**
 * A small registry in memory that speaks the OCI distribution API, so that the demo needs no other program.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { mediaTypes } from "../../src/core/oci/mediaTypes.ts";
import {
  digestLike,
  emptyShelf,
  findManifest,
  missingParts,
  parseManifest,
  referrersTo,
  type Shelf,
} from "./shelf.ts";

export type EmbeddedRegistry = {
  readonly host: string;
  readonly url: string;
  readonly stop: () => Promise<void>;
};

type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
};

/** One request, taken apart: the repository with what it holds, and what came after its name. */
type Question = {
  readonly method: string;
  readonly name: string;
  readonly shelf: Shelf;
  readonly rest: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
};

/** Gives the challenge for a request that may not go on, or undefined when it may. */
export type Guard = (request: {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}) => string | undefined;

/** Starts on the wanted port, or on any free one when it is taken. */
export async function startEmbeddedRegistry({
  port = 0,
  guard = () => undefined,
}: {
  port?: number;
  guard?: Guard;
} = {}): Promise<EmbeddedRegistry> {
  const shelves = new Map<string, Shelf>();
  const uploads = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    try {
      const body = await buffer(request);
      write(request, response, refusal(guard, request) ?? answer(shelves, uploads, request, body));
    } catch {
      response.destroy();
    }
  });
  const listen = (wanted: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(wanted, "127.0.0.1", resolve);
    });
  await listen(port).catch(() => listen(0));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { host, url: `http://${host}`, stop };
}

function refusal(guard: Guard, { method = "", url = "", headers }: IncomingMessage): Answer | undefined {
  const path = new URL(url, "http://localhost").pathname;
  const challenge = guard({ method, path, authorization: headers.authorization });
  if (challenge === undefined) return undefined;
  const refused = failure(401, "UNAUTHORIZED");
  return { ...refused, headers: { ...refused.headers, "www-authenticate": challenge } };
}

function write(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const body = answer.body ?? Buffer.alloc(0);
  response.writeHead(answer.status, {
    "docker-distribution-api-version": "registry/2.0",
    "content-length": String(body.length),
    ...answer.headers,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

const routes: readonly (readonly [
  RegExp,
  (question: Question, uploads: Map<string, Buffer>, shelves: Shelves) => Answer,
])[] = [
  [/^(?<name>.+)\/manifests\/(?<rest>[^/]+)$/, manifests],
  [/^(?<name>.+)\/blobs\/uploads\/(?<rest>[^/]*)$/, upload],
  [/^(?<name>.+)\/blobs\/(?<rest>[^/]+)$/, blob],
  [/^(?<name>.+)\/tags\/(?<rest>list)$/, tags],
  [/^(?<name>.+)\/referrers\/(?<rest>[^/]+)$/, referrers],
];

type Shelves = Map<string, Shelf>;

function answer(
  shelves: Shelves,
  uploads: Map<string, Buffer>,
  request: IncomingMessage,
  body: Buffer,
): Answer {
  const { pathname, searchParams: query } = new URL(request.url ?? "", "http://localhost");
  const { method = "", headers } = request;
  if (pathname === "/v2/" || pathname === "/v2") return json({});
  if (!pathname.startsWith("/v2/")) return failure(404, "NAME_UNKNOWN");
  const path = pathname.slice("/v2/".length);
  if (path === "_catalog")
    return page([...shelves.keys()], query, "/v2/_catalog", (repositories) => ({ repositories }));
  for (const [pattern, respond] of routes) {
    const { name, rest } = path.match(pattern)?.groups ?? {};
    if (name === undefined || rest === undefined) continue;
    const writes = method === "PUT" || method === "POST" || method === "PATCH";
    const shelf = shelves.get(name) ?? (writes ? emptyShelf() : undefined);
    if (shelf === undefined) return failure(404, "NAME_UNKNOWN");
    shelves.set(name, shelf);
    return respond({ method, name, shelf, rest, query, headers, body }, uploads, shelves);
  }
  return failure(404, "UNSUPPORTED");
}

function manifests(question: Question): Answer {
  const { method, shelf, rest } = question;
  if (method === "PUT") return putManifest(question);
  const stored = findManifest(shelf, rest);
  if (stored === undefined) return failure(404, "MANIFEST_UNKNOWN");
  if (method === "DELETE") return deleteManifest(shelf, rest);
  if (method !== "GET" && method !== "HEAD") return failure(405, "UNSUPPORTED");
  return content(stored.bytes, stored.mediaType, stored.digest);
}

function putManifest({ shelf, name, rest, body, headers }: Question): Answer {
  const named = rest.includes(":") ? rest : "sha256:";
  const digest = digestLike(named, body);
  if (digest === undefined || (rest.includes(":") && digest !== rest)) return failure(400, "DIGEST_INVALID");
  const fields = parseManifest(body);
  if (fields === undefined) return failure(400, "MANIFEST_INVALID");
  if (missingParts(shelf, fields).length > 0) return failure(404, "MANIFEST_BLOB_UNKNOWN");
  shelf.manifests.set(digest, { mediaType: headers["content-type"] ?? "", digest, bytes: body });
  if (!rest.includes(":")) shelf.tags.set(rest, digest);
  const subject = fields.subject && { "oci-subject": fields.subject.digest };
  return created(`/v2/${name}/manifests/${digest}`, digest, subject);
}

/** A tag is only untagged; a digest takes its tags with it. */
function deleteManifest(shelf: Shelf, reference: string): Answer {
  if (shelf.tags.delete(reference)) return { status: 202 };
  shelf.manifests.delete(reference);
  for (const [tag, digest] of shelf.tags) if (digest === reference) shelf.tags.delete(tag);
  return { status: 202 };
}

function blob({ method, shelf, rest, headers }: Question): Answer {
  const bytes = shelf.blobs.get(rest);
  if (bytes === undefined) return failure(404, "BLOB_UNKNOWN");
  if (method === "DELETE") {
    shelf.blobs.delete(rest);
    return { status: 202 };
  }
  const [, from, to] = headers.range?.match(/^bytes=(\d+)-(\d*)$/) ?? [];
  const whole = content(bytes, "application/octet-stream", rest);
  if (from === undefined) return { ...whole, headers: { ...whole.headers, "accept-ranges": "bytes" } };
  const end = Math.min(to === "" ? Number.MAX_SAFE_INTEGER : Number(to), bytes.length - 1);
  if (Number(from) > end) return { status: 416, headers: { "content-range": `bytes */${bytes.length}` } };
  const range = { "content-range": `bytes ${from}-${end}/${bytes.length}` };
  return {
    status: 206,
    headers: { ...whole.headers, ...range },
    body: bytes.subarray(Number(from), end + 1),
  };
}

function upload(question: Question, uploads: Map<string, Buffer>, shelves: Shelves): Answer {
  const { method, name, shelf, rest, query, body } = question;
  const id = rest === "" ? randomUUID() : rest;
  const before = rest === "" ? Buffer.alloc(0) : uploads.get(id);
  if (before === undefined) return failure(404, "BLOB_UPLOAD_UNKNOWN");
  const mounted = shelves.get(query.get("from") ?? "")?.blobs.get(query.get("mount") ?? "");
  if (mounted !== undefined) return keepBlob(shelf, name, query.get("mount") ?? "", mounted);
  const bytes = Buffer.concat([before, body]);
  const digest = query.get("digest");
  if (digest !== null && method !== "PATCH") {
    uploads.delete(id);
    return keepBlob(shelf, name, digest, bytes);
  }
  uploads.set(id, bytes);
  const place = { location: `/v2/${name}/blobs/uploads/${id}`, range: `0-${Math.max(0, bytes.length - 1)}` };
  return { status: method === "GET" ? 204 : 202, headers: place };
}

function keepBlob(shelf: Shelf, name: string, digest: string, bytes: Buffer): Answer {
  if (digestLike(digest, bytes) !== digest) return failure(400, "DIGEST_INVALID");
  shelf.blobs.set(digest, bytes);
  return created(`/v2/${name}/blobs/${digest}`, digest);
}

function tags({ name, shelf, query }: Question): Answer {
  return page([...shelf.tags.keys()], query, `/v2/${name}/tags/list`, (names) => ({ name, tags: names }));
}

function referrers({ shelf, rest, query }: Question): Answer {
  const artifactType = query.get("artifactType");
  const manifests = referrersTo(shelf, rest, artifactType);
  const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests };
  const filtered = artifactType === null ? {} : { "oci-filters-applied": "artifactType" };
  return {
    status: 200,
    headers: { "content-type": mediaTypes.ociIndex, ...filtered },
    body: Buffer.from(JSON.stringify(index)),
  };
}

/** At most `n` names after `last`, in lexical order, with a Link to the rest. */
function page(
  names: readonly string[],
  query: URLSearchParams,
  path: string,
  document: (names: readonly string[]) => unknown,
): Answer {
  const last = query.get("last");
  const left = [...names].sort().filter((name) => last === null || name > last);
  const n = query.has("n") ? Number(query.get("n")) : left.length;
  const shown = left.slice(0, n);
  const answer = json(document(shown));
  if (shown.length === left.length || shown.length === 0) return answer;
  const next = new URLSearchParams({ n: String(n), last: shown.at(-1) ?? "" });
  return { ...answer, headers: { ...answer.headers, link: `<${path}?${next}>; rel="next"` } };
}

function json(document: unknown): Answer {
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(document)),
  };
}

function content(body: Buffer, mediaType: string, digest: string): Answer {
  return {
    status: 200,
    headers: { "content-type": mediaType, "docker-content-digest": digest, etag: `"${digest}"` },
    body,
  };
}

function created(location: string, digest: string, more: Readonly<Record<string, string>> = {}): Answer {
  return { status: 201, headers: { location, "docker-content-digest": digest, ...more } };
}

function failure(status: number, code: string): Answer {
  return { ...json({ errors: [{ code, message: code.toLowerCase().replaceAll("_", " ") }] }), status };
}
