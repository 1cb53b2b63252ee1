/**
 * A contract server for uploads, after https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs.
 * Strict: an unknown address, a chunk at the wrong place, a wrong digest, scope or type is refused or fails the test.
 */
import assert from "node:assert/strict";
import { NetworkError } from "../../src/core/errors.ts";
import type { Call, Send } from "../../src/core/http/call.ts";
import { digestOf } from "../../src/core/oci/verify.ts";

/** What goes wrong with a request: it never arrives, half of it does, its answer is lost, or it is refused. */
export type Mishap = "lost" | "halved" | "unanswered" | number;

export type UploadServerOptions = {
  /** By request, such as `PATCH 2` for the second one. */
  readonly mishaps?: Readonly<Record<string, Mishap>>;
  /** Forgets an upload that broke within a chunk, as distribution 2.8 does. */
  readonly forgets?: boolean;
  /** Refuses all chunks with this status. */
  readonly refusesChunks?: number;
  /** Answers chunks as ECR does: 201, and always the range of the first one. */
  readonly likeEcr?: boolean;
  readonly leastChunk?: number;
};

const base = "https://r.test";
const root = "/v2/a/b/blobs/";

export class UploadServer {
  /** `POST`, `PATCH 0-9`, `GET`, `PUT`, `DELETE`, `HEAD`, in their order. */
  readonly asked: string[] = [];
  readonly stored = new Map<string, Buffer>();
  readonly api = { base: new URL(base), send: ((call) => this.#send(call)) as Send };
  readonly #options: UploadServerOptions;
  readonly #counts = new Map<string, number>();
  readonly #sessions = new Map<string, { bytes: Buffer; state: number; first: number }>();
  #begun = 0;

  constructor(options: UploadServerOptions = {}) {
    this.#options = options;
  }

  /** How many uploads nobody ended or cancelled. */
  get open(): number {
    return this.#sessions.size;
  }

  async #send(call: Call): Promise<Response> {
    call.signal?.throwIfAborted();
    const { method, headers = {}, scope } = call;
    this.asked.push(method === "PATCH" ? `PATCH ${headers["content-range"]}` : method);
    const count = (this.#counts.get(method) ?? 0) + 1;
    this.#counts.set(method, count);
    assert.equal(scope, method === "HEAD" ? "repository:a/b:pull" : "repository:a/b:pull,push");
    const mishap = this.#options.mishaps?.[`${method} ${count}`];
    if (mishap === "lost") throw reset();
    if (typeof mishap === "number") return new Response(null, { status: mishap });
    const body = await bodyOf(call);
    if (mishap !== "halved") {
      const response = this.#answer(call, body);
      if (mishap === "unanswered") throw reset();
      return response;
    }
    const session = this.#session(call);
    assert.ok(session, "half a request needs an upload");
    session.bytes = Buffer.concat([session.bytes, body.subarray(0, body.length / 2)]);
    if (this.#options.forgets) this.#sessions.delete(idOf(call));
    throw reset();
  }

  #answer(call: Call, body: Buffer): Response {
    const { method, url } = call;
    if (method === "HEAD")
      return new Response(null, { status: this.stored.has(url.pathname.slice(root.length)) ? 200 : 404 });
    if (method === "POST") return this.#begin(url);
    const session = this.#session(call);
    if (session === undefined) return new Response(null, { status: 404 });
    switch (method) {
      case "GET":
        return new Response(null, { status: 204, headers: this.#progress(call, session) });
      case "DELETE":
        this.#sessions.delete(idOf(call));
        return new Response(null, { status: 204 });
      case "PATCH":
        return this.#take(call, session, body);
      case "PUT":
        return this.#end(call, session, body);
    }
  }

  #begin({ pathname, search }: URL): Response {
    assert.equal(pathname + search, `${root}uploads/`);
    const id = String(++this.#begun);
    this.#sessions.set(id, { bytes: Buffer.alloc(0), state: 0, first: 0 });
    const { leastChunk } = this.#options;
    const headers = {
      location: `${root}uploads/${id}?state=0`,
      ...(leastChunk && { "oci-chunk-min-length": `${leastChunk}` }),
    };
    return new Response(null, { status: 202, headers });
  }

  #take(call: Call, session: { bytes: Buffer; state: number; first: number }, body: Buffer): Response {
    const { refusesChunks, likeEcr } = this.#options;
    if (refusesChunks !== undefined) return new Response(null, { status: refusesChunks });
    assert.equal(call.headers?.["content-type"], "application/octet-stream");
    const place = session.bytes.length;
    if (call.headers?.["content-range"] !== `${place}-${place + body.length - 1}`)
      return new Response(null, { status: 416 });
    session.bytes = Buffer.concat([session.bytes, body]);
    session.first ||= body.length;
    session.state++;
    return new Response(null, { status: likeEcr ? 201 : 202, headers: this.#progress(call, session) });
  }

  #end(call: Call, session: { bytes: Buffer }, body: Buffer): Response {
    const bytes = Buffer.concat([session.bytes, body]);
    const digest = call.url.searchParams.get("digest");
    if (digestOf(bytes) !== digest) return new Response(null, { status: 400 });
    this.stored.set(digest, bytes);
    this.#sessions.delete(idOf(call));
    return new Response(null, { status: 201 });
  }

  #progress(call: Call, { bytes, state, first }: { bytes: Buffer; state: number; first: number }) {
    const last = (this.#options.likeEcr ? first : bytes.length) - 1;
    return { range: `0-${Math.max(last, 0)}`, location: `${root}uploads/${idOf(call)}?state=${state}` };
  }

  /** The upload that a call is about. What sends bytes must have the query of the last answer. */
  #session(call: Call) {
    const session = this.#sessions.get(idOf(call));
    const isFree = call.method === "GET" || call.method === "DELETE";
    const state = call.url.searchParams.get("state");
    return session !== undefined && (isFree || state === String(session.state)) ? session : undefined;
  }
}

function idOf({ url }: Call): string {
  return url.pathname.slice(`${root}uploads/`.length);
}

async function bodyOf({ body }: Call): Promise<Buffer> {
  if (body === undefined || typeof body === "string") return Buffer.from(body ?? "");
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body.open()) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  assert.equal(bytes.length, body.length);
  return bytes;
}

function reset(): NetworkError {
  return new NetworkError("offline", "r.test", { code: "ECONNRESET" });
}
