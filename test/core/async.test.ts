import assert from "node:assert/strict";
import { test } from "node:test";
import { abortable, delay, mapParallel, pacing, SingleFlight } from "../../src/core/async.ts";

const reason = new Error("enough");

test("a promise passes unless its signal is aborted first", async () => {
  const controller = new AbortController();
  assert.equal(await abortable(Promise.resolve(1), undefined), 1);
  assert.equal(await abortable(Promise.resolve(1), controller.signal), 1);
  await assert.rejects(abortable(Promise.reject(new Error("own")), controller.signal), { message: "own" });
  const waiting = assert.rejects(abortable(new Promise(() => {}), controller.signal), reason);
  controller.abort(reason);
  await waiting;
});

test("a promise that fails after the abort is no unhandled rejection", async (t) => {
  const unhandled: unknown[] = [];
  const listen = (error: unknown) => void unhandled.push(error);
  process.on("unhandledRejection", listen);
  t.after(() => process.off("unhandledRejection", listen));
  await assert.rejects(abortable(Promise.reject(new Error("own")), AbortSignal.abort(reason)), reason);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(unhandled, []);
});

test("X03: a promise that settles leaves no listener on its signal", async (t) => {
  const { signal } = new AbortController();
  const added = t.mock.method(signal, "addEventListener");
  const removed = t.mock.method(signal, "removeEventListener");
  await abortable(Promise.resolve(), signal);
  assert.deepEqual([added.mock.callCount(), removed.mock.callCount()], [1, 1]);
  assert.equal(added.mock.calls[0]?.arguments[1], removed.mock.calls[0]?.arguments[1]);
});

test("A09: those who join share the work, and a later one starts it anew", async () => {
  const flights = new SingleFlight<number>();
  let started = 0;
  const work = async () => ++started;
  const join = () => flights.join("k", work);
  assert.deepEqual(await Promise.all([join(), join(), flights.join("other", work)]), [1, 1, 2]);
  assert.equal(await join(), 3);
  await assert.rejects(
    flights.join("k", () => Promise.reject(new Error("broken"))),
    { message: "broken" },
  );
  assert.equal(await join(), 4);
});

test("A09: the work survives until the last caller leaves", async () => {
  const flights = new SingleFlight<void>();
  let seen: AbortSignal | undefined;
  const work = (signal: AbortSignal) => {
    seen = signal;
    return new Promise<void>(() => {});
  };
  const [first, second] = [new AbortController(), new AbortController()];
  const firstEnds = assert.rejects(flights.join("k", work, first.signal), reason);
  const secondEnds = assert.rejects(flights.join("k", work, second.signal), reason);
  first.abort(reason);
  await firstEnds;
  assert.equal(seen?.aborted, false);
  second.abort(reason);
  await secondEnds;
  assert.equal(seen?.aborted, true);
  await assert.rejects(
    flights.join("k", () => assert.fail("started"), first.signal),
    reason,
  );
  assert.equal(await new SingleFlight<number>().join("k", async () => 1), 1);
});

test("a delay ends after its time, or with its signal's reason", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let over = false;
  const waiting = delay(100).then(() => {
    over = true;
  });
  t.mock.timers.tick(99);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(over, false);
  t.mock.timers.tick(1);
  await waiting;
  await assert.rejects(delay(100, AbortSignal.abort(reason)), reason);
});

test("work on many items is done so many at a time, with its results in their order", async () => {
  let running = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5 - item));
    running--;
    return item * 2;
  };
  assert.deepEqual(await mapParallel([1, 2, 3, 4, 5], 3, work), [2, 4, 6, 8, 10]);
  assert.equal(most, 3);
  assert.deepEqual(await mapParallel([], 3, work), []);
});

test("the first failure ends the work on the other items, and is told when they have ended", async () => {
  const failure = new Error("first");
  const ended: string[] = [];
  const work = async (item: string, signal: AbortSignal) => {
    if (item === "fails") throw failure;
    await delay(60_000, signal).finally(() => ended.push(item));
  };
  await assert.rejects(mapParallel(["a", "b", "fails", "never"], 3, work), failure);
  assert.deepEqual(ended, ["a", "b"]);
});

test("a cancel ends the work on all items", async () => {
  const controller = new AbortController();
  const done = mapParallel(["a", "b"], 1, (_, signal) => delay(60_000, signal), controller.signal);
  controller.abort(reason);
  await assert.rejects(done, reason);
});

test("work that is paced lets others have their turn, all workers at once", async () => {
  let turns = 0;
  setImmediate(() => turns++);
  const pace = pacing(0);
  await Promise.all([pace(), pace()]);
  assert.equal(turns, 1);
  const hurried = pacing(60_000);
  setImmediate(() => turns++);
  await hurried();
  assert.equal(turns, 1);
});
