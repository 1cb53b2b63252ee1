import assert from "node:assert/strict";
import { test } from "node:test";
import { Tokens } from "../../../src/core/auth/tokens.ts";

function setup() {
  let time = 0;
  let fetches = 0;
  const tokens = new Tokens(() => time);
  const get = (key = "k", lifetime = 60) =>
    tokens.get(key, async () => ({ value: `t${++fetches}`, lifetime }), undefined);
  return { tokens, get, pass: (milliseconds: number) => (time += milliseconds) };
}

test("A08: a token is kept for its lifetime and then replaced", async () => {
  const { get, pass } = setup();
  assert.deepEqual(await get(), { value: "t1", fresh: true });
  pass(59_999);
  assert.deepEqual(await get(), { value: "t1", fresh: false });
  pass(1);
  assert.deepEqual(await get(), { value: "t2", fresh: true });
});

test("A08: a lifetime of 1e12 seconds is kept, another key is another token", async () => {
  const { get, pass } = setup();
  await get("long", 1e12);
  pass(1e12);
  assert.equal((await get("long")).value, "t1");
  assert.equal((await get("other")).value, "t2");
});

test("a dropped token is replaced, but not its successor", async () => {
  const { tokens, get } = setup();
  await get();
  tokens.drop("k", "t1");
  await get();
  tokens.drop("k", "t1");
  assert.deepEqual(await get(), { value: "t2", fresh: false });
});

test("A09: those who ask together share one fetch, which outlives the first who leaves", async () => {
  const { promise, resolve } = Promise.withResolvers<{ value: string; lifetime: number }>();
  let fetches = 0;
  let seen: AbortSignal | undefined;
  const fetch = (signal: AbortSignal) => {
    fetches++;
    seen = signal;
    return promise;
  };
  const tokens = new Tokens(Date.now);
  const first = new AbortController();
  const leaver = assert.rejects(tokens.get("k", fetch, first.signal), { name: "AbortError" });
  const others = Array.from({ length: 19 }, () => tokens.get("k", fetch, undefined));
  first.abort();
  await leaver;
  assert.equal(seen?.aborted, false);
  resolve({ value: "t", lifetime: 60 });
  assert.deepEqual(new Set((await Promise.all(others)).map(({ value }) => value)), new Set(["t"]));
  assert.equal(fetches, 1);
});

test("A09: a fetch is cancelled when all who asked have left", async () => {
  let seen: AbortSignal | undefined;
  const only = new AbortController();
  const fetch = (signal: AbortSignal) => {
    seen = signal;
    return new Promise<never>(() => {});
  };
  const leaver = assert.rejects(new Tokens(Date.now).get("k", fetch, only.signal), { name: "AbortError" });
  only.abort();
  await leaver;
  assert.equal(seen?.aborted, true);
});

test("A09: a failure is not kept", async () => {
  const { tokens, get } = setup();
  await assert.rejects(
    tokens.get("k", () => Promise.reject(new Error("broken")), undefined),
    { message: "broken" },
  );
  assert.equal((await get()).value, "t1");
});
