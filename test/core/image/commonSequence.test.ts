import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { commonSequence } from "../../../src/core/image/commonSequence.ts";

const letters = (text: string) => [...text].map((letter) => (letter === "?" ? undefined : letter));

describe("the longest common sequence", () => {
  const table: readonly (readonly [old: string, now: string, common: string])[] = [
    ["", "", ""],
    ["abc", "abc", "abc"],
    ["abc", "", ""],
    ["abc", "xyz", ""],
    ["abcd", "abxd", "abd"],
    ["abcbdab", "bdcaba", "bdab"],
    ["aab", "ab", "ab"],
    ["abcde", "cdeab", "cde"],
    ["a?c", "a?c", "ac"],
    ["??", "??", ""],
  ];
  for (const [old, now, common] of table)
    it(`of ${old || "nothing"} and ${now || "nothing"} is ${common || "nothing"}`, () => {
      const pairs = commonSequence(letters(old), letters(now));
      assert.equal(pairs.map(([at]) => old[at]).join("").length, common.length);
      assert.equal(pairs.map(([at]) => old[at]).join(""), pairs.map(([, at]) => now[at]).join(""));
    });

  it("rises on both sides, and pairs only what is equal", () => {
    const word = fc.array(fc.constantFrom("a", "b", "c", undefined), { maxLength: 12 });
    fc.assert(
      fc.property(word, word, (old, now) => {
        const pairs = commonSequence(old, now);
        for (const [at, [a, b]] of pairs.entries()) {
          assert.ok(old[a] !== undefined && old[a] === now[b]);
          const [before, after] = pairs[at - 1] ?? [-1, -1];
          assert.ok(a > before && b > after);
        }
        assert.equal(pairs.length, lengthOf(old, now));
      }),
    );
  });

  it("X04: two lists too long for a table still share their ends", () => {
    const many = (letter: string) => Array.from({ length: 20_000 }, (_, at) => `${letter}${at}`);
    const old = ["same", ...many("a"), "middle", ...many("b"), "end"];
    const now = ["same", ...many("c"), "middle", ...many("d"), "end"];
    assert.deepEqual(commonSequence(old, now), [
      [0, 0],
      [old.length - 1, now.length - 1],
    ]);
  });
});

/** The length by the definition, slowly. */
function lengthOf(old: readonly (string | undefined)[], now: readonly (string | undefined)[]): number {
  const [first, ...rest] = old;
  if (old.length === 0 || now.length === 0) return 0;
  const without = lengthOf(rest, now);
  const at = first === undefined ? -1 : now.indexOf(first);
  return at === -1 ? without : Math.max(without, 1 + lengthOf(rest, now.slice(at + 1)));
}
