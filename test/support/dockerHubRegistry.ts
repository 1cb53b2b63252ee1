/** The registry of a fake Docker Hub: manifests, blobs, tags by name, no referrers, never a catalogue. */
import type { IncomingMessage } from "node:http";
import { mediaTypes } from "../../src/core/oci/mediaTypes.ts";
import { type Answer, json } from "./dockerHubAnswer.ts";
import { digestOf, type Shelf, type Shelves } from "./dockerHubShelf.ts";
import { type RegistryTokens, tokenService } from "./dockerHubTokens.ts";

/** The pulls that are left; HEAD does not count. */
export type HubAllowance = { readonly limit: number; remaining: number; readonly source: string };

export type RegistrySide = {
  readonly shelves: Shelves;
  readonly tokens: RegistryTokens;
  /** Tokens that were good once. */
  readonly expired: ReadonlySet<string>;
  readonly realm: string;
  readonly allowance: HubAllowance | undefined;
  readonly faults: string[];
};

const route = /^\/v2\/(?:(.+)\/(manifests|tags|blobs|referrers)\/([^/]+)|_catalog)?$/;

/** Whether an address is the registry's, and not the website's. */
export function isRegistryPath(path: string): boolean {
  return (
    path === "/v2/" ||
    path === "/v2/_catalog" ||
    /\/(?:(?:manifests|blobs|referrers)\/[^/]+|tags\/list)$/.test(path)
  );
}

export function registryAnswer(request: IncomingMessage, url: URL, side: RegistrySide): Answer {
  const { method = "" } = request;
  const [, path = "", part, name = ""] = route.exec(url.pathname) ?? [];
  const allowed = allowedBy(request, side);
  if (part === undefined) {
    const isRoot = url.pathname === "/v2/";
    if (isRoot && allowed !== undefined) return json(200, {});
    return challenge(side, isRoot ? undefined : "registry:catalog:*", allowed && "insufficient_scope");
  }
  const action = method === "DELETE" ? "delete" : "pull";
  const shelf = side.shelves.get(path);
  if (shelf === undefined || !allowed?.has(`${path}:${action}`)) {
    const scope = `repository:${path}:${action === "delete" ? "pull,push,delete" : "pull"}`;
    return challenge(side, scope, allowed && "insufficient_scope");
  }
  if (part === "tags") return json(200, { name: path, tags: [...shelf.now.keys()].toSorted() });
  if (part === "blobs") return blob(method, shelf, name, side);
  if (part === "referrers") return noReferrers;
  return method === "DELETE" ? deletion(shelf, name) : manifest(request, shelf, name, side);
}

/** What the request's token allows; undefined without one. */
function allowedBy(
  { headers }: IncomingMessage,
  { tokens, expired, faults }: RegistrySide,
): ReadonlySet<string> | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  const [, token = ""] = authorization.match(/^Bearer (.+)$/) ?? [];
  const allowed = tokens.get(token);
  if (allowed === undefined && !expired.has(token))
    faults.push("registry: a login that is none of its token server's");
  return allowed;
}

function challenge(
  { realm }: RegistrySide,
  scope: string | undefined,
  error: string | false | undefined,
): Answer {
  const parts = [
    `realm="${realm}"`,
    `service="${tokenService}"`,
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
    ...(error ? [`error="${error}"`] : []),
  ];
  const refused = refusal(401, "UNAUTHORIZED", "authentication required");
  return { ...refused, headers: { ...refused.headers, "www-authenticate": `Bearer ${parts.join(",")}` } };
}

function blob(method: string, { content }: Shelf, digest: string, { faults }: RegistrySide): Answer {
  if (method !== "GET" && method !== "HEAD") faults.push(`registry: ${method} of a blob`);
  const bytes = content.get(digest);
  if (bytes === undefined) return refusal(404, "BLOB_UNKNOWN", "blob unknown to registry");
  return { status: 200, headers: { "content-type": "application/octet-stream" }, body: bytes };
}

const noReferrers: Answer = {
  status: 200,
  headers: { "content-type": mediaTypes.ociIndex },
  body: JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] }),
};

function deletion({ now, manifests }: Shelf, name: string): Answer {
  if (!name.startsWith("sha256:")) return refusal(405, "UNSUPPORTED", "The operation is unsupported.");
  if ([...now.values()].some((tag) => digestOf(tag.manifest) === name)) {
    return refusal(403, "DENIED", "the manifest is referenced by one or more tags");
  }
  return manifests.delete(name)
    ? { status: 202, body: "" }
    : refusal(404, "MANIFEST_UNKNOWN", "manifest unknown");
}

function manifest(
  { method, headers }: IncomingMessage,
  shelf: Shelf,
  name: string,
  side: RegistrySide,
): Answer {
  const { allowance, faults } = side;
  if (method !== "GET" && method !== "HEAD") faults.push(`registry: ${method} of a manifest`);
  const found = shelf.now.get(name)?.manifest ?? shelf.manifests.get(name);
  if (allowance !== undefined && allowance.remaining === 0 && method === "GET") {
    const refused = refusal(429, "TOOMANYREQUESTS", "You have reached your pull rate limit.");
    return { ...refused, headers: { ...refused.headers, ...limits(allowance) } };
  }
  if (found === undefined) return refusal(404, "MANIFEST_UNKNOWN", "manifest unknown");
  if (!headers.accept?.includes(found.mediaType)) faults.push(`registry: Accept ${headers.accept}`);
  if (allowance !== undefined && method === "GET") allowance.remaining--;
  return {
    status: 200,
    headers: {
      "content-type": found.mediaType,
      "docker-content-digest": digestOf(found),
      ...(allowance && limits(allowance)),
    },
    body: found.bytes,
  };
}

function limits({ limit, remaining, source }: HubAllowance): Readonly<Record<string, string>> {
  const window = "w=21600";
  return {
    "ratelimit-limit": `${limit};${window}`,
    "ratelimit-remaining": `${remaining};${window}`,
    "docker-ratelimit-source": source,
  };
}

function refusal(status: number, code: string, message: string): Answer {
  return json(status, { errors: [{ code, message }] });
}
