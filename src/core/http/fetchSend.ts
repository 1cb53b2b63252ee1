/** The transport: a Send over a fetch. */
import { NetworkError, RegistryError } from "../errors.ts";
import type { Call, Send } from "./call.ts";
import { transportFailure } from "./failures.ts";
import { type BodyRead, watchBody } from "./watchBody.ts";

/** What a transport asks of a fetch function. */
export type Fetch = (url: URL, request: FetchRequest) => Promise<FetchAnswer>;
export type FetchRequest = {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly redirect: "manual";
  readonly body?: Uint8Array<ArrayBuffer> | string | AsyncIterable<Uint8Array>;
  /** Present with a body that is sent while it is read. */
  readonly duplex?: "half";
  readonly signal?: AbortSignal;
};
export type FetchAnswer = {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Iterable<[string, string]>;
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>> | null;
};

/**
 * Sends over the global fetch, which VS Code patches to honour its proxy and certificate settings.
 * `userAgent` names the product, such as `Mooring/1.0.0`.
 */
export function fetchSend(userAgent: string): Send {
  return sendOver((url, request) => globalThis.fetch(url, request), userAgent);
}

/**
 * Sends over any fetch: redirects are not followed, compression is not asked for, failures are those of
 * errors.ts, and a body shorter or longer than its `Content-Length` fails with the code `truncated`.
 */
export function sendOver(fetch: Fetch, userAgent: string): Send {
  return async (call) => {
    const answer = await fetch(call.url, requestFor(call, userAgent)).catch((error: unknown) => {
      throw transportFailure(error, call);
    });
    const { status, statusText, body } = answer;
    if (status < 200 || status > 599) {
      body?.cancel().catch(() => {});
      throw new RegistryError("unexpected", call.url.host, { status });
    }
    const headers = new Headers([...answer.headers]);
    return watchBody(new Response(body, { status, statusText, headers }), { read: exactly(headers, call) });
  };
}

function requestFor({ method, headers, body, signal }: Call, userAgent: string): FetchRequest {
  const request: FetchRequest = {
    method,
    redirect: "manual",
    headers: { ...headers, "user-agent": userAgent, "accept-encoding": "identity" },
    ...(signal !== undefined && { signal }),
  };
  if (body === undefined) return request;
  if (typeof body === "string") return { ...request, body };
  if (body instanceof Uint8Array) return { ...request, body: new Uint8Array(body) };
  // With its length, a streamed body is sent as one piece: many registries take no chunked transfer coding.
  const length = { "content-length": String(body.length) };
  return { ...request, headers: { ...request.headers, ...length }, body: body.open(), duplex: "half" };
}

/** Counts the bytes of a body against its declared length, which says nothing about a decoded body. */
function exactly(headers: Headers, call: Call): (reading: Promise<BodyRead>) => Promise<BodyRead> {
  const declared = headers.has("content-encoding") ? null : headers.get("content-length");
  let received = 0;
  return async (reading) => {
    const chunk = await reading.catch((error: unknown) => {
      throw transportFailure(error, call);
    });
    received += chunk.value?.byteLength ?? 0;
    if (chunk.done && declared !== null && Number(declared) !== received) {
      throw new NetworkError("offline", call.url.host, { code: "truncated" });
    }
    return chunk;
  };
}
