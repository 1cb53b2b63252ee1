import type { Call, Send } from "../../src/core/http/call.ts";

/** An answer of the fake registry; a body that is an object is sent as JSON. */
export type FakeAnswer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | object;
};

export type FakeSend = {
  readonly send: Send;
  /** What was asked so far: `GET /v2/`; with the origin when it is another. */
  readonly asked: string[];
  readonly calls: Call[];
};

/**
 * A Send that answers from a table of `METHOD PATH`, the path below `origin`. Whatever is not in the table fails the test that
 * asks it. A function is called for each request; it may throw what the network would.
 */
export function fakeSend(
  origin: string,
  answers: Readonly<Record<string, FakeAnswer | ((call: Call) => FakeAnswer)>>,
): FakeSend {
  const asked: string[] = [];
  const calls: Call[] = [];
  const send: Send = async (call) => {
    call.signal?.throwIfAborted();
    const { origin: own, href } = call.url;
    const key = `${call.method} ${own === origin ? href.slice(origin.length) : href}`;
    asked.push(key);
    calls.push(call);
    const answer = answers[key];
    if (answer === undefined) throw new Error(`nobody expected ${key}`);
    return toResponse(typeof answer === "function" ? answer(call) : answer, call.method);
  };
  return { send, asked, calls };
}

function toResponse({ status = 200, headers = {}, body }: FakeAnswer, method: Call["method"]): Response {
  const bodyless = method === "HEAD" || [204, 205, 304].includes(status) || body === undefined;
  return new Response(bodyless ? null : toBody(body), { status, headers });
}

function toBody(body: string | Uint8Array | object): string | Buffer<ArrayBuffer> {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body);
}
