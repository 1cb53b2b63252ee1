import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FindingCode } from "../../src/core/pinning/check.ts";
import { newsText, newsTooltip, type PinNews, summaryOf } from "../../src/vscode/pins/checkText.ts";

describe("the summary of a check", () => {
  const table: readonly (readonly [number, number, readonly [FindingCode, number][], string])[] = [
    [
      41,
      23,
      [
        ["missing", 1],
        ["moved", 3],
      ],
      "Checked 41 images of 23 files: 3 moved, 1 missing.",
    ],
    [1, 1, [], "Checked 1 image of 1 file: every pin is what its tag names."],
    [2, 1, [["unreachable", 2]], "Checked 2 images of 1 file: 2 could not be asked for."],
    [0, 0, [], "Checked 0 images of 0 files: every pin is what its tag names."],
    [
      ...([3, 1] as const),
      [
        ["tag-digest-mismatch", 1],
        ["platform-missing", 2],
        ["single-platform", 3],
      ],
      "Checked 3 images of 1 file: 1 of another version, 2 without the platform, 3 for one platform alone.",
    ],
  ];
  for (const [images, files, codes, text] of table)
    it(text, () => assert.equal(summaryOf({ images, files, codes: new Map(codes) }), text));
});

describe("news in the status bar", () => {
  const now = new Date(2026, 10, 24, 15, 0).getTime();
  const today = new Date(2026, 10, 24, 14, 2).getTime();
  const time = new Date(today).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  const none: PinNews = { moved: 0, missing: 0, refused: 0, asOf: undefined };
  const table: readonly (readonly [PinNews, text: string, tooltip: string])[] = [
    [none, "", ""],
    [{ ...none, asOf: today }, "", `\nAs of ${time}: nothing moved, nothing is missing.`],
    [{ ...none, moved: 1, asOf: today }, " · 1 moved", `\nAs of ${time}: 1 moved.`],
    [
      { ...none, moved: 2, missing: 1, asOf: today },
      " · 2 moved · 1 missing",
      `\nAs of ${time}: 2 moved, 1 missing.`,
    ],
    [{ ...none, refused: 1 }, "", "\n1 image could not be asked for just now."],
    [
      { ...none, moved: 1, refused: 2, asOf: today },
      " · 1 moved",
      `\nAs of ${time}: 1 moved. 2 images could not be asked for just now.`,
    ],
  ];
  for (const [news, text, tooltip] of table)
    it(`${text}${tooltip}` || "nothing", () =>
      assert.deepEqual([newsText(news), newsTooltip(news, now)], [text, tooltip]),
    );

  it("what was asked on another day has its date", () => {
    const day = now - 3 * 24 * 60 * 60 * 1000;
    assert.match(newsTooltip({ ...none, asOf: day }, now), /2026: nothing/);
  });
});
