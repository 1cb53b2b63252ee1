import assert from "node:assert/strict";
import { it } from "node:test";
import { timeToCarry, timeToStore } from "../../../src/core/registry/patience.ts";

const day = 24 * 60 * 60 * 1000;

it("large bodies have time in proportion, and never for ever", () => {
  assert.equal(timeToCarry(0), 60_000);
  assert.equal(timeToCarry(8 * 1024 * 1024), 60_000 + 128_000);
  assert.equal(timeToStore(1024 * 1024 * 1024), 60_000 + 128_000);
  for (const claim of [Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]) {
    assert.deepEqual([timeToCarry(claim), timeToStore(claim)], [day, day]);
  }
});
