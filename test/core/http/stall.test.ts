import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call, Send } from "../../../src/core/http/call.ts";
import { stall } from "../../../src/core/http/stall.ts";

const call: Call = { method: "GET", url: new URL("https://r.test/v2/") };
const patience = { headers: 100, gap: 50 };
const never: Send = () => new Promise(() => {});
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** An answer whose chunks are sent by hand. */
function fed(): { response: Response; feed: (text: string) => void; close: () => void } {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(undefined, { highWaterMark: 9 });
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  const feed = (text: string) => void writer.write(encoder.encode(text));
  return { response: new Response(readable), feed, close: () => void writer.close() };
}

test("N05: a call without an answer ends after 15 s", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const result = assert.rejects(stall()(never)(call), {
    kind: "timeout",
    code: "headerTimeout",
    host: "r.test",
  });
  t.mock.timers.tick(14_999);
  let settled = false;
  result.then(() => (settled = true));
  await turn();
  assert.equal(settled, false);
  t.mock.timers.tick(1);
  await result;
});

test("N05: the transport is told to stop", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let signal: AbortSignal | undefined;
  const send: Send = (call) => {
    signal = call.signal;
    return new Promise(() => {});
  };
  const result = assert.rejects(stall(patience)(send)(call));
  t.mock.timers.tick(100);
  await result;
  assert.equal(signal?.aborted, true);
});

test("N06: silence within the body ends the call, after each chunk anew", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { response, feed } = fed();
  const answer = await stall()(async () => response)(call);
  const reading = assert.rejects(answer.text(), { kind: "timeout", code: "gapTimeout", host: "r.test" });
  for (let chunk = 0; chunk < 5; chunk++) {
    await turn();
    t.mock.timers.tick(14_999);
    feed("x");
  }
  await turn();
  t.mock.timers.tick(15_000);
  await reading;
});

test("a caller that reads slowly is no silence", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { response, feed, close } = fed();
  const answer = await stall(patience)(async () => response)(call);
  feed("text");
  t.mock.timers.tick(10_000);
  close();
  assert.equal(await answer.text(), "text");
});

test("a cancelled call rejects with the caller's reason, and an answer in time passes", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  const result = assert.rejects(stall()(never)({ ...call, signal: controller.signal }), reason);
  controller.abort(reason);
  await result;
  assert.equal((await stall()(async () => new Response("", { status: 404 }))(call)).status, 404);
});

test("a call with a patience of its own is waited for as long, and no longer", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let settled = false;
  const result = assert.rejects(stall()(never)({ ...call, patience: 90_000 }), { code: "headerTimeout" });
  result.then(() => (settled = true));
  t.mock.timers.tick(89_999);
  await turn();
  assert.equal(settled, false);
  t.mock.timers.tick(1);
  await result;
});
