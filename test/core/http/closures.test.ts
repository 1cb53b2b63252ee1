import assert from "node:assert/strict";
import { test } from "node:test";
import { RegistryError } from "../../../src/core/errors.ts";
import type { Call } from "../../../src/core/http/call.ts";
import { Closures, waitReason } from "../../../src/core/http/closures.ts";

const call: Call = { method: "GET", url: new URL("https://r.test/v2/") };

function closures(retryAt?: number) {
  const waits: string[] = [];
  const made = new Closures({
    now: () => 1000,
    delay: async () => {},
    onWait: (host, milliseconds, reason) => waits.push(`${host} ${milliseconds} ${reason}`),
  });
  const facts = { status: 429, ...(retryAt !== undefined && { retryAt }) };
  made.remember("r.test", new RegistryError("rateLimited", "r.test", facts));
  return { made, waits };
}

test("H02: a minute is waited for, a longer closure fails at once", async () => {
  const { made, waits } = closures(61_000);
  await made.pass(call);
  assert.deepEqual([waits, made.isClosedLong("r.test")], [["r.test 60000 rateLimited"], false]);
  const long = closures(61_001).made;
  assert.equal(long.isClosedLong("r.test"), true);
  await assert.rejects(long.pass(call), { kind: "rateLimited", retryAt: 61_001 });
});

test("a failure without a time, a time in the past, and other hosts close nothing", async () => {
  for (const retryAt of [undefined, 1000, 999]) {
    const { made, waits } = closures(retryAt);
    await made.pass(call);
    assert.deepEqual(waits, []);
  }
  const { made, waits } = closures(61_001);
  await made.pass({ ...call, url: new URL("https://r.test:5000/") });
  assert.deepEqual(waits, []);
});

test("the reason to wait follows from the status", () => {
  assert.deepEqual([429, 503, undefined].map(waitReason), ["rateLimited", "unavailable", "unavailable"]);
});
