import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { readBytes } from "../../../src/core/http/body.ts";
import type { Call, Middleware, Send } from "../../../src/core/http/call.ts";
import { fetchSend } from "../../../src/core/http/fetchSend.ts";
import { limit } from "../../../src/core/http/limit.ts";
import { retry } from "../../../src/core/http/retry.ts";
import { stack } from "../../../src/core/http/stack.ts";
import { startScript } from "../../support/faultServer.ts";
import { answer, scriptedSend } from "../../support/scriptedSend.ts";

const get: Call = { method: "GET", url: new URL("https://r.test/v2/") };
const impatient = () => retry({ delay: async () => {} });

test("N08 H10: over the wire: a reset, a redirect, a failure, then the whole answer", async (t) => {
  const fake = await startScript(
    t,
    (_seen, socket) => void socket.resetAndDestroy(),
    { status: 503 },
    { status: 307, headers: { location: "/v2/there" } },
    { body: "whole" },
  );
  const send = stack(fetchSend("Mooring/0"), { limit: limit(), retry: impatient() });
  const response = await send({ method: "GET", url: fake.url("/v2/here") });
  assert.equal(await response.text(), "whole");
  assert.deepEqual(
    fake.seen.map(({ path }) => path),
    ["/v2/here", "/v2/here", "/v2/here", "/v2/there"],
  );
});

test("H16: over the wire: a compressed bomb ends at the limit of decoded bytes", async (t) => {
  const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024));
  const fake = await startScript(t, { headers: { "content-encoding": "gzip" }, body: bomb });
  const send = stack(fetchSend("Mooring/0"), { limit: limit(), retry: impatient() });
  const before = process.memoryUsage.rss();
  const response = await send({ method: "GET", url: fake.url("/v2/bomb") });
  await assert.rejects(readBytes(response, 8 * 1024 * 1024, "it"), { kind: "tooLarge" });
  assert.ok(process.memoryUsage.rss() - before < 64 * 1024 * 1024);
});

test("a login belongs to each try, and what leaves the origin is bare", async () => {
  const { send, calls } = scriptedSend(
    answer(503),
    answer(307, null, { location: "https://cdn.test/" }),
    answer(200),
  );
  let logins = 0;
  const authorize: Middleware = (next) => (call) =>
    next({ ...call, headers: { authorization: `Bearer ${++logins}` } });
  await stack(send, { limit: limit(), retry: impatient(), authorize })(get);
  assert.deepEqual(
    calls.map(({ headers }) => headers?.["authorization"]),
    ["Bearer 1", "Bearer 2", undefined],
  );
});

test("a place is not held while a call waits for its next try", async () => {
  const shared = limit({ perHost: 1, total: 1 });
  const other = stack(scriptedSend(answer(200)).send, { limit: shared, retry: impatient() });
  const delay = async () => void (await other(get));
  const { send } = scriptedSend(answer(503), answer(200));
  assert.equal((await stack(send, { limit: shared, retry: retry({ delay }) })(get)).status, 200);
});

test("I1: the deadline covers the waits between tries", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const delay = (_milliseconds: number, signal?: AbortSignal) =>
    new Promise<void>((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
      t.mock.timers.tick(60_000);
    });
  const { send } = scriptedSend(answer(503));
  const result = stack(send, { limit: limit(), retry: retry({ delay }) })(get);
  await assert.rejects(result, { kind: "timeout", code: "deadline" });
});

test("N05: every hop must answer soon", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const silent: Send = () =>
    new Promise(() => {
      setImmediate(() => t.mock.timers.tick(15_000));
    });
  const result = stack(silent, { limit: limit(), retry: impatient() })(get);
  await assert.rejects(result, { kind: "timeout", code: "headerTimeout" });
});

test("H11: names are looked up when a resolver is given", async () => {
  const { send } = scriptedSend(answer(302, null, { location: "https://inside.test/" }));
  const lookup = async (name: string) => (name === "inside.test" ? ["10.0.0.1"] : ["93.184.216.34"]);
  await assert.rejects(stack(send, { limit: limit(), retry: impatient(), lookup })(get), {
    code: "redirect",
  });
});
