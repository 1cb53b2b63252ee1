import assert from "node:assert/strict";
import { it } from "node:test";
import { find } from "../../src/core/files/find.ts";
import type { ImageTree } from "../../src/core/files/imageTree.ts";
import { partsOf } from "../../src/core/files/paths.ts";
import type { FilesWish } from "../../src/protocol/files.ts";
import { copiedPath, fileKey, fileRow } from "../../src/vscode/files/fileRows.ts";
import { merge, mergeArchives } from "../support/layerTrees.ts";
import { rawEntry, rawHeader } from "../support/tarBlocks.ts";

const wish: FilesWish = {
  scope: "upTo",
  layer: 1,
  text: "",
  isChanged: false,
  order: "name",
  open: [],
  shut: [],
};

async function rowOf(
  path: string,
  tree: Promise<Pick<ImageTree, "root">> = merge(["etc/passwd=12345", "l->/a b", "h~etc/passwd", "made/x"]),
) {
  const { root } = await tree;
  const node = find(root, partsOf(path), false);
  assert.ok(node);
  const row = { node, level: 1, place: 1, siblings: 1, parent: undefined, isOpen: node.children && false };
  return { node, row: fileRow(row, { sizes: new Map([[node, 7]]), total: 10, wish, isFaint: false }) };
}

it("a file has its facts", async () => {
  const { row, node } = await rowOf("etc/passwd");
  const { key, modified, ...rest } = row;
  assert.deepEqual(rest, {
    level: 1,
    place: 1,
    siblings: 1,
    name: "passwd",
    path: "/etc/passwd",
    mark: "added",
    isFaint: false,
    size: "5 B",
    share: 0.5,
    mode: "-rw-r--r--",
    owner: "0:0",
    layer: 1,
    isFile: true,
  });
  assert.match(modified, /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  assert.match(key, /^[\w-]{16}$/);
  assert.equal(copiedPath(node), "/etc/passwd");
});

it("links say where they lead; folders have the sum", async () => {
  assert.deepEqual((await rowOf("l")).row.link, "→ /a b");
  const { row: hard } = await rowOf("h");
  assert.deepEqual([hard.link, hard.size, hard.isFile], ["hard link to etc/passwd", "5 B", true]);
  const { row: folder } = await rowOf("etc");
  assert.deepEqual([folder.size, folder.isOpen, folder.isFile, folder.mode], ["7 B", false, false, ""]);
});

for (const [name, shown, copied] of [
  ["\u202Egnp.exe", "%E2%80%AEgnp.exe", "/\\u{202E}gnp.exe"],
  ["a\nb", "a%0Ab", "/a\\u{A}b"],
  ["\u001b[31m", "%1B[31m", "/\\u{1B}[31m"],
  [" ", "%20", "/ "],
  ["<img onerror=1>", "<img onerror=1>", "/<img onerror=1>"],
  ["100%", "100%25", "/100%"],
  ["ä", "ä", "/ä"],
] as const)
  it(`R10 a name that could deceive is seen as it is: ${shown}`, async () => {
    const { row, node } = await rowOf(name, mergeArchives(Buffer.concat([rawEntry({ name }, "x")])));
    assert.deepEqual([row.name, row.path, copiedPath(node)], [shown, `/${shown}`, copied]);
  });

it("R12 a name that is long is cut where it is shown, and whole where it is copied", async () => {
  const name = "x".repeat(3000);
  const archive = Buffer.concat([rawEntry({ name: "L", flag: "L" }, name), rawHeader({ name: "cut" })]);
  const { row, node } = await rowOf(name, mergeArchives(archive));
  assert.deepEqual([row.name.length, copiedPath(node)], [1001, `/${name}`]);
});

it("names that differ in one stray byte have other keys, and are seen to be two", async () => {
  const { root } = await mergeArchives(
    Buffer.concat([0x80, 0x81].map((byte) => rawHeader({ name: Uint8Array.of(0x61, byte) }))),
  );
  const nodes = [...(root.children?.values() ?? [])];
  const rows = await Promise.all(nodes.map(({ name }) => rowOf(name, Promise.resolve({ root }))));
  assert.deepEqual(
    rows.map(({ row }) => row.name),
    ["a%80", "a%81"],
  );
  assert.equal(new Set(nodes.map(fileKey)).size, 2);
});
