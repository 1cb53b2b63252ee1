import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HttpRequest } from "@smithy/core/protocols";
import { type AwsTrace, awsHandler } from "../../../src/core/catalog/awsHandler.ts";
import { NetworkError } from "../../../src/core/errors.ts";
import type { Call, Send } from "../../../src/core/http/call.ts";

const request = (rest: object = {}) =>
  new HttpRequest({ protocol: "https:", hostname: "api.test", method: "POST", path: "/", ...rest });

/** What a request of the SDK becomes. */
async function callFor(given: HttpRequest): Promise<Call> {
  const calls: Call[] = [];
  const send: Send = async (call) => {
    calls.push(call);
    return new Response("");
  };
  await awsHandler(send).handle(given);
  return calls[0] ?? assert.fail("nothing was sent");
}

describe("a request of the SDK", () => {
  it("is sent as it was signed, but for what fetch writes itself", async () => {
    const headers = {
      Host: "api.test:8443",
      "Content-Length": "2",
      "X-Amz-Target": "a.B",
      authorization: "c",
    };
    const { method, url, headers: sent, body } = await callFor(request({ port: 8443, headers, body: "{}" }));
    assert.deepEqual([method, url.href, body], ["POST", "https://api.test:8443/", "{}"]);
    assert.deepEqual(sent, { "x-amz-target": "a.B", authorization: "c" });
  });

  it("has its query written as signatures want it", async () => {
    const query = { role_name: "a b+c/d", many: ["1", "2"], none: null, "it's": "(!*)" };
    const { url } = await callFor(request({ method: "GET", path: "/federation/x", query }));
    assert.equal(
      url.href,
      "https://api.test/federation/x?role_name=a%20b%2Bc%2Fd&many=1&many=2&none=&it%27s=%28%21%2A%29",
    );
  });

  it("is cancelled by the caller's signal and by the SDK's", async () => {
    const waiting: Send = ({ signal }) =>
      new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    for (const which of ["caller", "sdk"] as const) {
      const controllers = { caller: new AbortController(), sdk: new AbortController() };
      const handler = awsHandler(waiting, {}, controllers.caller.signal);
      const sending = handler.handle(request(), { abortSignal: controllers.sdk.signal });
      const reason = new DOMException(which, "AbortError");
      controllers[which].abort(reason);
      await assert.rejects(sending, reason);
    }
  });
});

describe("an answer", () => {
  it("is handed to the SDK with its bytes, whatever its status", async () => {
    const trace: AwsTrace = {};
    const send: Send = async () => new Response("{}", { status: 403, headers: { "X-Amzn-ErrorType": "A" } });
    const { response } = await awsHandler(send, trace).handle(request());
    assert.deepEqual([response.statusCode, Buffer.from(response.body).toString()], [403, "{}"]);
    assert.equal(response.headers["x-amzn-errortype"], "A");
    assert.deepEqual(trace, { status: 403 });
  });

  it("R02 larger than 32 MiB is refused", async () => {
    const send: Send = async () => new Response(new Uint8Array(32 * 1024 * 1024 + 1));
    await assert.rejects(awsHandler(send).handle(request()), { name: "ContentError", kind: "tooLarge" });
  });

  it("that did not come is noted", async () => {
    const trace: AwsTrace = {};
    const failure = new NetworkError("unknownHost", "api.test");
    const send: Send = async () => {
      throw failure;
    };
    await assert.rejects(awsHandler(send, trace).handle(request()), failure);
    assert.equal(trace.failure, failure);
  });
});
