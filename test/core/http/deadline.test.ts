import assert from "node:assert/strict";
import { test } from "node:test";
import type { Call, Send } from "../../../src/core/http/call.ts";
import { deadline } from "../../../src/core/http/deadline.ts";

const call: Call = { method: "GET", url: new URL("https://r.test/v2/") };
const expired = { name: "NetworkError", kind: "timeout", code: "deadline", host: "r.test" };
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Never answers, but honours the signal as a transport does. */
const hanging: Send = ({ signal }) =>
  new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));

test("I1: a call ends after 60 s", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let settled = false;
  const result = assert.rejects(deadline()(hanging)(call), expired).finally(() => (settled = true));
  t.mock.timers.tick(59_999);
  await turn();
  assert.equal(settled, false);
  t.mock.timers.tick(1);
  await result;
});

test("a call's own deadline counts instead", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const result = assert.rejects(deadline()(hanging)({ ...call, deadline: 10 }), expired);
  t.mock.timers.tick(10);
  await result;
});

test("N07: a body that drips for ever ends at the deadline", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const drip = new ReadableStream({
    async pull(controller) {
      t.mock.timers.tick(400);
      controller.enqueue(new Uint8Array(1));
    },
  });
  const answer = await deadline()(async () => new Response(drip))(call);
  await assert.rejects(answer.text(), expired);
});

test("X03: a call that ended in time leaves no timer behind", async (t) => {
  let running = 0;
  let unreferenced = 0;
  t.mock.method(globalThis, "setTimeout", () => {
    running++;
    return { unref: () => unreferenced++ };
  });
  t.mock.method(globalThis, "clearTimeout", () => void running--);
  await (await deadline()(async () => new Response("text"))(call)).text();
  await deadline()(async () => new Response(null))(call);
  await (await deadline()(async () => new Response("text"))(call)).body?.cancel();
  await assert.rejects(deadline()(() => Promise.reject(new Error("broken")))(call), { message: "broken" });
  assert.deepEqual([running, unreferenced], [0, 4]);
});

test("a cancelled call rejects with the caller's reason, in its body too", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  const answer = await deadline()(async () => new Response(new ReadableStream()))({
    ...call,
    signal: controller.signal,
  });
  const reading = assert.rejects(answer.text(), reason);
  controller.abort(reason);
  await reading;
});
