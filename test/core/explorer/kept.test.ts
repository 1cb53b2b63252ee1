import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Kept } from "../../../src/core/explorer/kept.ts";

/** Work that ends when the test says so, however often it is started. */
function controlled() {
  const runs: { signal: AbortSignal; end: (value: string) => void; fail: (error: Error) => void }[] = [];
  const work = (_last: string | undefined, signal: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    runs.push({ signal, end: resolve, fail: reject });
    return promise;
  };
  return { runs, work };
}

function keptAt(): Kept<string> {
  let time = 0;
  return new Kept(() => ++time);
}

describe("Kept", () => {
  it("reads once, for all who ask", async () => {
    const kept = keptAt();
    const { runs, work } = controlled();
    const both = Promise.all([kept.ensure(work), kept.ensure(work)]);
    runs[0]?.end("one");
    const [first, second] = await both;
    assert.deepEqual([first, second, await kept.ensure(work)], Array(3).fill(first));
    assert.deepEqual(first, { value: "one", at: 1, failure: undefined });
    assert.equal(runs.length, 1);
  });

  it("keeps a failure too, until it expires", async () => {
    const kept = keptAt();
    const failure = new Error("no");
    let runs = 0;
    const work = () => (++runs === 1 ? Promise.reject(failure) : Promise.resolve("two"));
    assert.equal((await kept.ensure(work)).failure, failure);
    assert.equal((await kept.ensure(work)).failure, failure);
    assert.equal(runs, 1);
    kept.expire();
    assert.deepEqual(await kept.ensure(work), { value: "two", at: 1, failure: undefined });
  });

  it("keeps the last good value and its time beside a failure", async () => {
    const kept = keptAt();
    const failure = new Error("no");
    await kept.ensure(() => Promise.resolve("one"));
    kept.expire();
    assert.deepEqual(await kept.ensure(() => Promise.reject(failure)), { value: "one", at: 1, failure });
  });

  it("hands the last value to an update", async () => {
    const kept = keptAt();
    await kept.ensure(() => Promise.resolve("one"));
    await kept.update((last) => Promise.resolve(`${last}, two`));
    assert.equal(kept.reading.value, "one, two");
  });

  it("drops the outcome of a reading that was given up, and cancels it", async () => {
    const kept = keptAt();
    const { runs, work } = controlled();
    const asking = kept.ensure(work);
    kept.expire();
    assert.equal(runs[0]?.signal.aborted, true);
    runs[0]?.end("late");
    await new Promise(setImmediate);
    assert.equal(runs.length, 2);
    runs[1]?.end("fresh");
    assert.equal((await asking).value, "fresh");
    assert.equal(kept.reading.value, "fresh");
  });

  it("reads again what somebody else cancelled, but not for ever", async () => {
    const cancelled = new DOMException("closed", "AbortError");
    let runs = 0;
    const kept = keptAt();
    const once = () => (++runs === 1 ? Promise.reject(cancelled) : Promise.resolve("one"));
    assert.deepEqual(await kept.ensure(once), { value: "one", at: 1, failure: undefined });
    assert.equal(runs, 2);
    const always = keptAt();
    let tries = 0;
    const reading = await always.ensure(async () => {
      tries++;
      throw cancelled;
    });
    assert.deepEqual([reading.failure, tries], [cancelled, 10]);
  });

  it("ends for those who wait when it is closed, and reads no more", async () => {
    const kept = keptAt();
    const { runs, work } = controlled();
    const asking = kept.ensure(work);
    kept.close();
    assert.deepEqual(await asking, { value: undefined, at: 0, failure: undefined });
    assert.equal((await kept.ensure(work)).value, undefined);
    assert.equal(runs.length, 1);
  });

  it("keeps what is known when a reading is cancelled, and reads nothing again by itself", async () => {
    const kept = keptAt();
    const { runs, work } = controlled();
    const first = kept.ensure(work);
    runs[0]?.end("one");
    await first;
    const second = kept.update(work);
    kept.cancel();
    await second;
    runs[1]?.end("two");
    assert.equal(runs[1]?.signal.aborted, true);
    assert.equal((await kept.ensure(work)).value, "one");
    assert.equal(runs.length, 2);
  });

  it("changes its form without reading, once there is something", async () => {
    const kept = keptAt();
    kept.change(() => "never");
    assert.equal(kept.reading.value, undefined);
    await kept.ensure(() => Promise.resolve("one"));
    kept.change((value) => value.toUpperCase());
    assert.deepEqual(kept.reading, { value: "ONE", at: 1, failure: undefined });
  });
});
