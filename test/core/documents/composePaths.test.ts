import assert from "node:assert/strict";
import { test } from "node:test";
import { folderIn, folderOf, foldersAround, pathIn } from "../../../src/core/documents/composePaths.ts";

const paths: readonly (readonly [folder: string, written: string, path: string | undefined])[] = [
  ["", "a.yml", "a.yml"],
  ["", "./a/../b.yml", "b.yml"],
  ["a/b", "../c.yml", "a/c.yml"],
  ["a/b", "../../c.yml", "c.yml"],
  ["a/b", "../../../c.yml", undefined],
  ["a", "..", undefined],
  ["", "..", undefined],
  ["", "..x/a.yml", "..x/a.yml"],
  ["", "", undefined],
  ["a", "/etc/passwd", undefined],
  ["a", "~/x", undefined],
  ["a", "C:/x", undefined],
  ["a", "https://h.test/x", undefined],
  ["a", "..\\..\\x", undefined],
  ["a", "x\0", undefined],
];

for (const [folder, written, path] of paths)
  test(`W11: ${JSON.stringify(written)} in ${JSON.stringify(folder)}`, () => {
    assert.equal(pathIn(folder, written), path);
  });

test("a folder may be the bounding one, and no further out", () => {
  assert.equal(folderIn("a", ".."), "");
  assert.equal(folderIn("", "."), "");
  assert.equal(folderIn("a", "b/"), "a/b");
  assert.equal(folderIn("a", "../.."), undefined);
});

test("the folders around a file, the outermost first", () => {
  assert.deepEqual(foldersAround("a/b/c.yml"), ["", "a", "a/b"]);
  assert.deepEqual(foldersAround("c.yml"), [""]);
  assert.equal(foldersAround(`${"a/".repeat(100)}c.yml`).length, 32);
  assert.equal(folderOf("a/b/c.yml"), "a/b");
});
