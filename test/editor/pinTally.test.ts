import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Decision } from "../../src/vscode/pins/pinDecisions.ts";
import { type Tally, tallyText } from "../../src/vscode/pins/pinTally.ts";
import { digestOf } from "../support/fakeRegistry.ts";

const write: Decision = { kind: "write", digest: digestOf("a") };
const current: Decision = { kind: "current", sentence: "never said" };
const kept = (sentence: string): Decision => ({ kind: "kept", sentence });
const failed = (sentence: string): Decision => ({ kind: "failed", sentence, failure: new Error() });
const tally = (rest: Partial<Tally>): Tally => ({
  change: "pin",
  images: 0,
  files: 0,
  where: "this file",
  decisions: [],
  elsewhere: 0,
  problems: [],
  ...rest,
});

describe("what was done, in words", () => {
  const update = { change: "update" } as const;
  const table: readonly (readonly [tally: Partial<Tally>, text: string, failed: boolean])[] = [
    [{ images: 1, files: 1, decisions: [write] }, "Pinned 1 image.", false],
    [{ images: 12, files: 4, decisions: [write] }, "Pinned 12 images in 4 files.", false],
    [{ ...update, images: 2, files: 1, decisions: [write, current] }, "Updated 2 pins.", false],
    [
      { images: 1, files: 1, decisions: [write], elsewhere: 2 },
      "Pinned 1 image. Left alone in env files: 2 images.",
      false,
    ],
    [{}, "Nothing to pin: every image in this file that can be pinned is pinned.", false],
    [update, "Nothing to update: no image in this file is pinned with a tag to follow.", false],
    [{ ...update, decisions: [current] }, "Nothing to update: the pin is what its tag names now.", false],
    [
      { ...update, decisions: [current, current] },
      "Nothing to update: all 2 pins are what their tags name now.",
      false,
    ],
    [{ ...update, decisions: [current, kept("A is young.")] }, "Nothing was updated. A is young.", false],
    [{ decisions: [failed("A is gone.")] }, "Nothing was pinned. A is gone.", true],
    [
      {
        images: 1,
        files: 1,
        decisions: [write, failed("A is gone."), failed("A is gone."), kept("B stays.")],
      },
      "Pinned 1 image. A is gone. (and 1 more, see the log)",
      true,
    ],
    [
      { images: 1, files: 1, decisions: [write], problems: ["c.yaml is read-only."] },
      "Pinned 1 image. c.yaml is read-only.",
      true,
    ],
  ];
  for (const [given, text, isFailure] of table)
    it(text, () => {
      const told = tallyText(tally(given));
      assert.deepEqual([told.text, told.failed], [text, isFailure]);
    });

  it("every reason once, files first and what stays on purpose last", () =>
    assert.deepEqual(
      tallyText(tally({ decisions: [kept("k"), failed("f"), failed("f")], problems: ["p"] })).reasons,
      ["p", "f", "k"],
    ));
});
