import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareTrees, type FileTotals } from "../../../src/core/files/compareTrees.ts";
import { formatAspects, formatCounts, formatSums } from "../../../src/core/files/formatChange.ts";
import { merge } from "../../support/layerTrees.ts";
import type { TarEntry } from "../../support/tar.ts";

const totals = (change: Partial<FileTotals>): FileTotals => ({
  added: 0,
  removed: 0,
  changed: 0,
  more: 0,
  less: 0,
  ...change,
});

describe("what changes come to", () => {
  for (const [change, counts, sums] of [
    [{}, "", ""],
    [{ added: 1200, more: 12_300_000 }, "1,200 new", "+12.3 MB"],
    [{ removed: 1, less: 4000 }, "1 gone", "−4.0 kB"],
    [{ added: 1, removed: 2, changed: 3, more: 5, less: 6 }, "1 new, 2 gone, 3 changed", "+5 B, −6 B"],
  ] as const)
    it(counts || "nothing", () => {
      assert.deepEqual([formatCounts(totals(change)), formatSums(totals(change))], [counts, sums]);
    });
});

describe("what differs in a file", () => {
  const table: readonly (readonly [old: string | TarEntry, now: string | TarEntry, text: string])[] = [
    ["a=1", "a=2", "content"],
    ["a=1", { path: "a", content: "2", mode: 0o4755 }, "content, mode 0644 → 4755"],
    ["a->b", "a->c", "target b → c"],
    ["a~x", "a~y", "target x → y"],
    ["a=1", "a->b", "type file → symbolic link"],
    ["a/", "a=1", "type directory → file"],
    ["a~x", "a=1", "type dead link → file"],
  ];
  for (const [old, now, text] of table)
    it(text, async () => {
      const [before, after] = [await merge([old]), await merge([now])];
      const { changes } = await compareTrees(before.root, after.root);
      assert.deepEqual(changes.map(formatAspects), [text]);
    });
});
