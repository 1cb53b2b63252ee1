/** Large blobs, as a stream. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-blobs */
import { createHash } from "node:crypto";
import { ContentError, NetworkError, RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { drain, htmlType } from "../http/body.ts";
import type { Descriptor } from "../oci/model.ts";
import { algorithmOf, encodedOf } from "../reference/digest.ts";
import { type Api, pullScope } from "./api.ts";
import { timeToCarry } from "./patience.ts";
import { blobUrl } from "./urls.ts";

/** Where in a blob to begin, in bytes, and when to stop. */
export type DownloadOptions = { readonly from?: number; readonly signal?: AbortSignal | undefined };

/** How often a download goes on after a break that brought nothing new. */
const mostBreaks = 3;

/**
 * Opens a blob; see Distribution.openBlob. Rejects when the registry does not give it. The stream goes on by Range
 * when the connection breaks, only with a 206 for exactly the rest, and fails with ContentError `digestMismatch` when
 * the size, or from the beginning the digest, is another.
 */
export async function openBlob(
  api: Api,
  path: string,
  blob: Descriptor,
  { from = 0, signal }: DownloadOptions = {},
): Promise<ReadableStream<Uint8Array>> {
  const first = await request(api, path, blob, from, signal);
  return ReadableStream.from(read(api, path, blob, from, first, signal));
}

async function* read(
  api: Api,
  path: string,
  blob: Descriptor,
  from: number,
  first: Response,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  const { host } = api.base;
  const { digest, size } = blob;
  const hash = from === 0 ? createHash(algorithmOf(digest)) : undefined;
  let place = from;
  let breaks = 0;
  for (let response: Response | undefined = first; response !== undefined; ) {
    const start = place;
    try {
      for await (const chunk of response.body ?? []) {
        place += chunk.length;
        if (size !== undefined && place > size) throw new ContentError("digestMismatch", digest, { host });
        hash?.update(chunk);
        yield chunk;
      }
      if (size !== undefined && place < size) throw new NetworkError("offline", host, { code: "truncated" });
      response = undefined;
    } catch (failure) {
      breaks = place > start ? 0 : breaks + 1;
      if (!isBreak(failure) || breaks > mostBreaks) throw failure;
      response = await request(api, path, blob, place, signal);
    }
  }
  if (hash !== undefined && hash.digest("hex") !== encodedOf(digest)) {
    throw new ContentError("digestMismatch", digest, { host });
  }
}

async function request(
  api: Api,
  path: string,
  { digest, size }: Descriptor,
  from: number,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const { host } = api.base;
  const response = await api.send({
    method: "GET",
    url: blobUrl(api.base, path, digest),
    ...(from > 0 && { headers: { range: `bytes=${from}-` } }),
    scope: pullScope(path),
    deadline: timeToCarry(size ?? Number.POSITIVE_INFINITY),
    streams: true,
    ...(signal && { signal }),
  });
  const isRest = from === 0 ? response.status === 200 : isRestFrom(response, from, size);
  const html = htmlType(response);
  if (isRest && html === undefined) return response;
  if (response.status !== 200 && response.status !== 206) throw await statusToFailure(response, host);
  await drain(response);
  const detail = html ?? `no range from ${from}`;
  throw new RegistryError("unexpected", host, { status: response.status, detail });
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-14.4 */
function isRestFrom({ status, headers }: Response, from: number, size: number | undefined): boolean {
  const [, start, end, whole] =
    /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers.get("content-range") ?? "") ?? [];
  const total = size ?? (whole === "*" ? Number(end) + 1 : Number(whole));
  const agrees = whole === "*" || Number(whole) === total;
  return status === 206 && Number(start) === from && Number(end) === total - 1 && agrees;
}

function isBreak(failure: unknown): boolean {
  return failure instanceof NetworkError && (failure.kind === "offline" || failure.kind === "timeout");
}
