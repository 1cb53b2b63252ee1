import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { it } from "node:test";
import { fillHoles } from "../../../src/core/files/holes.ts";
import type { Segment } from "../../../src/core/files/sparse.ts";

const cases: readonly (readonly [
  name: string,
  map: readonly Segment[] | undefined,
  size: number,
  wanted: string,
])[] = [
  ["none", undefined, 6, "abcdef"],
  ["at the start", [{ at: 3, length: 6 }], 9, "...abcdef"],
  [
    "between",
    [
      { at: 0, length: 2 },
      { at: 5, length: 4 },
    ],
    9,
    "ab...cdef",
  ],
  ["at the end", [{ at: 0, length: 6 }], 8, "abcdef.."],
  [
    "and empty parts",
    [
      { at: 0, length: 0 },
      { at: 1, length: 6 },
      { at: 9, length: 0 },
    ],
    9,
    ".abcdef..",
  ],
  [
    "none between parts",
    [
      { at: 0, length: 3 },
      { at: 3, length: 3 },
    ],
    6,
    "abcdef",
  ],
];
for (const [name, map, size, wanted] of cases)
  for (const piece of [1, 2, 4, 6])
    it(`holes ${name}, in pieces of ${piece}`, async () => {
      const parts = (async function* () {
        for (let at = 0; at < 6; at += piece) yield Buffer.from("abcdef").subarray(at, at + piece);
      })();
      const filled = await buffer(fillHoles(parts, () => map, size));
      assert.equal(filled.toString().replaceAll("\0", "."), wanted);
    });

it("a file of one large hole comes in small pieces", async () => {
  let bytes = 0;
  for await (const piece of fillHoles((async function* () {})(), () => [], 1_000_000)) {
    assert.ok(piece.length <= 65_536);
    bytes += piece.length;
  }
  assert.equal(bytes, 1_000_000);
});
