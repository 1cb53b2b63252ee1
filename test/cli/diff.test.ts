import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { unifiedDiff } from "../../src/cli/diff.ts";
import { run } from "../support/program.ts";

const numbered = (count: number, end = "\n") =>
  Array.from({ length: count }, (_, i) => `line ${i}${end}`).join("");

describe("git apply turns the old file into the new one, byte for byte", () => {
  const table: readonly (readonly [name: string, before: string, after: string])[] = [
    ["one line", "a\n", "b\n"],
    ["no final newline", "a\nb", "a\nc"],
    ["only line without newline", "a", "c"],
    ["CRLF", numbered(9, "\r\n"), numbered(9, "\r\n").replace("line 4", "other")],
    ["mixed line ends", "a\r\nb\nc\rd\n", "a\r\nB\nc\rd\n"],
    ["byte order mark", "\uFEFFa\nb\n", "\uFEFFA\nb\n"],
    ["first and last line", numbered(30), numbered(30).replace("line 0\n", "x\n").replace("line 29", "y")],
    ["neighbours", numbered(9), numbered(9).replace("line 3\nline 4", "x\ny")],
    ["hunks that touch", numbered(30), numbered(30).replace("line 3\n", "x\n").replace("line 10\n", "y\n")],
    ["hunks just apart", numbered(30), numbered(30).replace("line 3\n", "x\n").replace("line 11\n", "y\n")],
  ];
  for (const [name, before, after] of table) {
    for (const file of ["compose.yaml", "a b.yaml", 'a "b" c.yaml']) {
      it(`${name} in ${file}`, async () => {
        assert.equal(await applied(file, before, unifiedDiff(file, before, after)), after);
      });
    }
  }
});

it("what is the same gives no diff", () => {
  assert.equal(unifiedDiff("x", "a\n", "a\n"), "");
});

it("a hunk has three lines of context, and far changes have hunks of their own", () => {
  const before = numbered(20);
  const diff = unifiedDiff("x", before, before.replace("line 4\n", "a\n").replace("line 15\n", "b\n"));
  assert.deepEqual(diff.match(/^@@.*$/gm), ["@@ -2,7 +2,7 @@", "@@ -13,7 +13,7 @@"]);
  const touching = unifiedDiff("x", before, before.replace("line 4\n", "a\n").replace("line 11\n", "b\n"));
  assert.deepEqual(touching.match(/^@@.*$/gm), ["@@ -2,14 +2,14 @@"]);
  assert.equal(diff.split("\n").slice(0, 3).join("\n"), "--- a/x\n+++ b/x\n@@ -2,7 +2,7 @@");
});

async function applied(file: string, before: string, diff: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mooring-diff-"));
  try {
    await writeFile(join(folder, file), before);
    await run("git", ["-c", "core.autocrlf=false", "apply", "-"], { cwd: folder, input: diff });
    return await readFile(join(folder, file), "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
