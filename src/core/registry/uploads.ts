/**
 * The single steps of an upload. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs
 *
 * Each answer says where the upload goes on, relative or absolute, with a query of its own; only the registry's own
 * origin is followed, since a token and a private layer go there.
 */
import { NetworkError, RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { drain } from "../http/body.ts";
import type { StreamedBody } from "../http/call.ts";
import type { Digest } from "../reference/digest.ts";
import { type Api, ask, pushScope } from "./api.ts";
import type { Piece } from "./chunks.ts";
import { timeToCarry, timeToStore } from "./patience.ts";
import { uploadsUrl } from "./urls.ts";

/** An upload under way. */
export type Upload = {
  /** Where it goes on. */
  readonly url: URL;
  /** The fewest bytes that the registry takes in a chunk that is not the last; 0 when it does not say. */
  readonly leastChunk: number;
};

const octets = { "content-type": "application/octet-stream" };
/** Milliseconds for giving an upload up; nobody waits for it. */
const cancelDeadline = 5_000;

/** Begins an upload. */
export async function beginUpload(api: Api, path: string, signal?: AbortSignal): Promise<Upload> {
  const url = uploadsUrl(api.base, path);
  const response = await ask(api, "POST", url, { scope: pushScope(path), signal });
  if (response.status !== 202) throw await statusToFailure(response, api.base.host);
  await drain(response);
  const least = Number(response.headers.get("oci-chunk-min-length") ?? 0);
  return { url: locationOf(api, response, url), leastChunk: Number.isSafeInteger(least) ? least : 0 };
}

/** Sends the bytes that come after the first `at`. ECR answers 201, others 202. */
export async function sendChunk(
  api: Api,
  path: string,
  upload: Upload,
  chunk: Piece,
  at: number,
  signal?: AbortSignal,
): Promise<Upload> {
  const time = timeToCarry(chunk.length);
  const response = await api.send({
    method: "PATCH",
    url: upload.url,
    headers: { ...octets, "content-range": `${at}-${at + chunk.length - 1}` },
    body: bodyOf(chunk),
    scope: pushScope(path),
    deadline: time,
    patience: time,
    ...(signal && { signal }),
  });
  if (response.status < 200 || response.status > 299) throw await statusToFailure(response, api.base.host);
  await drain(response);
  return { ...upload, url: locationOf(api, response, upload.url) };
}

/** Ends an upload of `size` bytes in all, the last or only ones of them in `body`. The registry checks the digest. */
export async function endUpload(
  api: Api,
  path: string,
  upload: Upload,
  { digest, size }: { digest: Digest; size: number },
  body: StreamedBody,
  signal?: AbortSignal,
): Promise<void> {
  const time = timeToCarry(body.length) + timeToStore(size);
  const response = await api.send({
    method: "PUT",
    url: withDigest(upload.url, digest),
    headers: octets,
    body,
    scope: pushScope(path),
    deadline: time,
    patience: time,
    ...(signal && { signal }),
  });
  if (response.status < 200 || response.status > 299) throw await statusToFailure(response, api.base.host);
  await drain(response);
}

/** A piece as a body. */
export function bodyOf({ length, parts }: Piece): StreamedBody {
  return {
    length,
    open: async function* () {
      yield* parts;
    },
  };
}

/** How far an upload got, in bytes, and where it goes on; undefined when the registry cannot say or forgot it. */
export async function uploadStatus(
  api: Api,
  path: string,
  upload: Upload,
  signal?: AbortSignal,
): Promise<{ readonly upload: Upload; readonly received: number } | undefined> {
  const response = await ask(api, "GET", upload.url, { scope: pushScope(path), signal });
  await drain(response);
  const [, last] = /^(?:bytes[ =])?0-(\d{1,15})$/.exec(response.headers.get("range") ?? "") ?? [];
  // `0-0` stands for one byte and for none.
  if (response.status < 200 || response.status > 299 || last === undefined || last === "0") return undefined;
  const url = response.headers.has("location") ? locationOf(api, response, upload.url) : upload.url;
  return { upload: { ...upload, url }, received: Number(last) + 1 };
}

/** Gives an upload up, so that the registry need not keep its bytes. Nobody waits for it, and it may fail. */
export function cancelUpload(api: Api, path: string, url: URL): void {
  const signal = AbortSignal.timeout(cancelDeadline);
  ask(api, "DELETE", url, { scope: pushScope(path), signal }).then(drain, () => {});
}

/**
 * Where an answer says that the upload goes on. A registry behind a proxy that ends TLS may write `http`: that is
 * taken for https. RegistryError `unexpected` when it says nothing, NetworkError `refused` (code `uploadLocation`)
 * for another origin.
 */
export function locationOf({ base }: Api, response: Response, asked: URL): URL {
  const location = response.headers.get("location");
  const target = location === null ? null : URL.parse(location, asked.href);
  if (target === null) {
    throw new RegistryError("unexpected", base.host, { status: response.status, code: "uploadLocation" });
  }
  if (base.protocol === "https:" && target.protocol === "http:" && target.hostname === base.hostname) {
    target.protocol = "https:";
    target.port = base.port;
  }
  if (target.origin === base.origin && target.username === "" && target.password === "") return target;
  const place = target.host || target.protocol;
  throw new NetworkError("refused", base.host, { code: "uploadLocation", target: place });
}

/** Appends to the query as it is: it may be signed. */
function withDigest(url: URL, digest: Digest): URL {
  const target = new URL(url);
  target.search += `${target.search === "" ? "?" : "&"}digest=${encodeURIComponent(digest)}`;
  return target;
}
