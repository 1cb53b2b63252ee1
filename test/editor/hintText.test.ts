import assert from "node:assert/strict";
import { it } from "node:test";
import { ageHint, type HintFacts } from "../../src/vscode/editor/hintText.ts";
import { digestOf } from "./imageModel.ts";

const facts: HintFacts = { created: undefined, digest: undefined, tagNow: undefined, now: 3 * 86_400_000 };

const cases: readonly (readonly [string, Partial<HintFacts>, string | undefined])[] = [
  ["nothing is known", {}, undefined],
  ["the age", { created: 0 }, "created 3 days ago"],
  ["a pin whose tag still names it", { digest: digestOf("a"), tagNow: digestOf("a") }, undefined],
  ["a pin whose tag moved", { digest: digestOf("a"), tagNow: digestOf("b") }, "the tag has moved"],
  [
    "both",
    { created: 0, digest: digestOf("a"), tagNow: digestOf("b") },
    "created 3 days ago · the tag has moved",
  ],
];
for (const [name, known, expected] of cases)
  it(`a hint: ${name}`, () => assert.equal(ageHint({ ...facts, ...known }), expected));
