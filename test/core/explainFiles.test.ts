import assert from "node:assert/strict";
import { it } from "node:test";
import { ContentError } from "../../src/core/errors.ts";
import { explainInOne } from "../../src/core/explain.ts";
import { explainCut } from "../../src/core/explainFiles.ts";
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
