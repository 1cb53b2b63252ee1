/**
 * The registry side of a fake GHCR: tokens from the same host, which refuses what is missing as it does what is
 * private; tags in the order they were pushed; nothing is deleted and no referrer told.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Answer, json, refuse } from "./ghcrAnswer.ts";
import { bearerOf, findPackage, maySee, type Shelves, type StoredPackage } from "./ghcrShelves.ts";
import type { ManifestTree } from "./images.ts";

/** The path that a token is for, by the token. */
export type Tokens = Map<string, string>;

/** The scope of GHCR's answer to `/v2/`: it names no image that there is. */
const placeholder = "user/image";

/** What GHCR would not take, or what Mooring must never send. */
export function registryFaults({ headers }: IncomingMessage, url: URL): readonly string[] {
  const [scheme] = (headers.authorization ?? "").split(" ");
  const allowed = url.pathname === "/token" ? ["", "Basic"] : ["", "Bearer"];
  const name = nameIn(url.pathname);
  return [
    ...(allowed.includes(scheme ?? "") ? [] : [`${scheme} at ${url.pathname}`]),
    ...(name === name.toLowerCase() ? [] : [`a name with capitals: ${name}`]),
    ...(url.pathname === "/v2/_catalog" ? ["a request for the catalogue"] : []),
  ];
}

export function answerToken(shelves: Shelves, tokens: Tokens, request: IncomingMessage, url: URL): Answer {
  const [, encoded] = /^Basic (.+)$/.exec(request.headers.authorization ?? "") ?? [];
  const password =
    encoded &&
    Buffer.from(encoded, "base64")
      .toString()
      .replace(/^[^:]*:/, "");
  const bearer = password === undefined ? undefined : bearerOf(shelves, password);
  if (password !== undefined && bearer === undefined) return refuse(403, "DENIED", "denied");
  if (url.searchParams.get("service") !== url.host) return refuse(400, "UNSUPPORTED", "unknown service");
  // Clients that only log in name no scope.
  const scope = url.searchParams.get("scope") ?? `repository:${placeholder}:pull`;
  const [, path] = /^repository:([^:]+):(?:pull|push|delete|,)+$/.exec(scope) ?? [];
  if (path === undefined) return refuse(400, "UNSUPPORTED", "invalid scope");
  const found = findPackage(shelves, path);
  const isOpen = path === placeholder || (found !== undefined && maySee(found, bearer?.user));
  if (!isOpen && bearer === undefined) return refuse(401, "UNAUTHORIZED", "authentication required");
  if (!isOpen) return refuse(403, "DENIED", "requested access to the resource is denied");
  const token = randomUUID();
  tokens.set(token, path);
  return json(200, { token });
}

export function answerRegistry(shelves: Shelves, tokens: Tokens, request: IncomingMessage, url: URL): Answer {
  const { pathname } = url;
  const { method = "", headers } = request;
  const name = nameIn(pathname);
  const [, token = ""] = /^Bearer (.+)$/.exec(headers.authorization ?? "") ?? [];
  const granted = tokens.get(token);
  if (granted === undefined || (name !== "" && granted !== name)) return challenge(shelves, url, name);
  if (pathname === "/v2/") return json(200, {});
  const found = findPackage(shelves, name);
  if (found === undefined) return refuse(404, "NAME_UNKNOWN", "repository name not known to registry");
  const [, kind, rest = ""] = /\/(manifests|blobs|tags|referrers)\/([^/]+)$/.exec(pathname) ?? [];
  if (kind === "referrers") return { status: 404, body: "404 page not found" };
  if (method !== "GET" && method !== "HEAD")
    return refuse(405, "UNSUPPORTED", "The operation is unsupported.");
  if (kind === "tags") return tags(found, name, url);
  return kind === "blobs" ? blob(found, rest) : manifest(found, rest, headers.accept ?? "");
}

function nameIn(pathname: string): string {
  return /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//.exec(pathname)?.[1] ?? "";
}

function challenge({ placeholders }: Shelves, url: URL, name: string): Answer {
  const path = placeholders || name === "" ? placeholder : name;
  const bearer = `Bearer realm="${url.origin}/token",service="${url.host}",scope="repository:${path}:pull"`;
  return refuse(401, "UNAUTHORIZED", "authentication required", { "www-authenticate": bearer });
}

function tags({ versions }: StoredPackage, name: string, url: URL): Answer {
  const all = versions.flatMap((version) => version.tags);
  const size = Math.min(Number(url.searchParams.get("n") ?? "100"), 1000);
  const last = url.searchParams.get("last");
  const shown = all.slice(last === null ? 0 : all.indexOf(last) + 1).slice(0, size);
  const end = shown.at(-1);
  if (end === undefined || end === all.at(-1)) return json(200, { name, tags: shown });
  const next = new URLSearchParams({ last: end, n: String(size) });
  return json(200, { name, tags: shown }, { link: `</v2/${name}/tags/list?${next}>; rel="next"` });
}

function manifest({ versions }: StoredPackage, wanted: string, accept: string): Answer {
  const version = versions.find(({ tree, tags: names }) => tree.digest === wanted || names.includes(wanted));
  if (version === undefined) return refuse(404, "MANIFEST_UNKNOWN", "manifest unknown");
  const { tree } = version;
  if (!accept.includes(tree.mediaType)) {
    return refuse(404, "MANIFEST_UNKNOWN", "OCI index found, but Accept header does not support OCI indexes");
  }
  return contentAnswer(tree);
}

function blob({ versions }: StoredPackage, digest: string): Answer {
  const found = versions.flatMap(({ tree }) => tree.blobs).find((content) => content.digest === digest);
  return found === undefined ? refuse(404, "BLOB_UNKNOWN", "blob unknown to registry") : contentAnswer(found);
}

function contentAnswer({
  mediaType,
  digest,
  bytes,
}: Pick<ManifestTree, "mediaType" | "digest" | "bytes">): Answer {
  return {
    status: 200,
    headers: {
      "content-type": mediaType,
      "docker-content-digest": digest,
      "content-length": String(bytes.length),
    },
    body: bytes,
  };
}
