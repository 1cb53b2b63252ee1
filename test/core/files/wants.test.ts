import assert from "node:assert/strict";
import { it } from "node:test";
import { Feeder, type Reading, take } from "../../../src/core/files/wants.ts";

it("a reading gets what it wants whatever the pieces are", () => {
  for (const length of [1, 2, 3, 5, 100]) {
    const got: string[] = [];
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
    const reading = function* (): Reading {
      got.push(text(yield* take(3)), text(yield* take(0)));
      let passed = "";
      yield {
        bytes: 5,
        each: (piece) => {
          passed += text(piece);
        },
      };
      got.push(passed, text(yield { bytes: 2, optional: true }));
    };
    const feeder = new Feeder(reading());
    const input = Buffer.from("abcdefghijklm");
    assert.equal(feeder.mayEnd, false);
    for (let at = 0; at < input.length; at += length) feeder.push(input.subarray(at, at + length));
    assert.deepEqual(got, ["abc", "", "defgh", "ij"]);
    assert.deepEqual([feeder.isDone, feeder.mayEnd], [true, true]);
  }
});

it("an input may end before what is optional, and not within it", () => {
  const feeder = new Feeder(
    (function* () {
      yield { bytes: 4, optional: true };
    })(),
  );
  assert.equal(feeder.mayEnd, true);
  feeder.push(Buffer.from("a"));
  assert.equal(feeder.mayEnd, false);
});
