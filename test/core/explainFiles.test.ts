import assert from "node:assert/strict";
import { it } from "node:test";
import { ContentError } from "../../src/core/errors.ts";
import { explainInOne } from "../../src/core/explain.ts";
import { explainCut, explainWaste } from "../../src/core/explainFiles.ts";
import { standardLimits as limits } from "../../src/core/files/limits.ts";

for (const [cut, sentence] of [
  ["entries", "has more than 200,000 entries. The rest is not listed."],
  ["bytes", "unpacks to more than 1.1 GB. What comes after that is not listed."],
  [
    "ratio",
    "unpacks to more than 200 times its size, as archives do that are made to harm. It was not read to its end.",
  ],
  ["name", "has names of more than 4,096 bytes. Those files are not listed."],
  ["names", "has more than 67.1 MB of names alone. The rest is not listed."],
] as const)
  it(`R12 a list cut by ${cut} says so`, () => assert.equal(explainCut({ cut, limits }), sentence));

it("R11 a foreign layer is said to be elsewhere", () => {
  assert.equal(
    explainInOne(new ContentError("foreign", "Layer 1")),
    "Layer 1 is not kept in the registry but had from elsewhere, as its manifest says. Mooring does not go there.",
  );
});

for (const [facts, sentence] of [
  [
    { rows: [1, 2], bytes: 1, total: 100_000, efficiency: 0.99999 },
    "1 B of 100.0 kB wasted in 2 files: 99.9% efficient.",
  ],
  [{ rows: [], bytes: 0, total: 0, efficiency: 1 }, "0 B of 0 B wasted in 0 files: 100.0% efficient."],
  [
    { rows: [1], bytes: 3_100_000, total: 6_200_000, efficiency: 0.5 },
    "3.1 MB of 6.2 MB wasted in 1 file: 50.0% efficient.",
  ],
] as const)
  it(`says of waste: ${sentence}`, () => assert.equal(explainWaste(facts), sentence));
