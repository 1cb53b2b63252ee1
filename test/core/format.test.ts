import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatAge, formatCount, formatDate, formatDifference, formatSize } from "../../src/core/format.ts";

describe("sizes are in powers of ten with one decimal", () => {
  const table: readonly (readonly [number | undefined, string])[] = [
    [undefined, "–"],
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [999_949, "999.9 kB"],
    [999_950, "1.0 MB"],
    [71_420_000, "71.4 MB"],
    [5e12, "5.0 TB"],
    [5e15, "5000.0 TB"],
  ];
  for (const [bytes, text] of table) it(text, () => assert.equal(formatSize(bytes), text));
});

describe("differences have a sign", () => {
  const table: readonly (readonly [number, string])[] = [
    [0, "no change"],
    [999, "+999 B"],
    [1_250_000, "+1.3 MB"],
    [-400_000, "−400.0 kB"],
  ];
  for (const [bytes, text] of table) it(text, () => assert.equal(formatDifference(bytes), text));
});

describe("ages are in the largest whole unit", () => {
  const now = Date.UTC(2026, 10, 23);
  const hours = (count: number) => now - count * 3_600_000;
  const table: readonly (readonly [number, string])[] = [
    [now, "just now"],
    [now + 5_000_000, "just now"],
    [now - 59_999, "just now"],
    [now - 60_000, "1 minute ago"],
    [hours(5), "5 hours ago"],
    [hours(24), "1 day ago"],
    [hours(24 * 20), "2 weeks ago"],
    [hours(24 * 45), "1 month ago"],
    [hours(24 * 365 * 3), "3 years ago"],
  ];
  for (const [at, text] of table) it(text, () => assert.equal(formatAge(at, now), text));
});

it("one is singular, thousands have a comma", () => {
  assert.equal(formatCount(1, "layer"), "1 layer");
  assert.equal(formatCount(1200, "tag"), "1,200 tags");
});

it("dates are days in UTC", () => {
  assert.equal(formatDate(Date.UTC(2026, 9, 12, 23, 59)), "12 Oct 2026");
  assert.equal(formatDate(Date.UTC(2024, 0, 1)), "1 Jan 2024");
});
