import assert from "node:assert/strict";
import { it } from "node:test";
import { type FileNode, pathOf } from "../../../src/core/files/fileNode.ts";
import { sumFolders } from "../../../src/core/files/folderSizes.ts";
import { merge } from "../../support/layerTrees.ts";

const all = () => true;
const kept = ({ mark }: FileNode) => mark !== "removed";

const cases: readonly (readonly [
  name: string,
  layers: readonly (readonly string[])[],
  isCounted: (node: FileNode) => boolean,
  sums: Readonly<Record<string, number>>,
  count: number,
])[] = [
  ["an empty tree", [[]], all, { "/": 0 }, 0],
  ["what is below, at any depth", [["a/b/c=123", "a/d=1", "e=12"]], all, { "/": 6, "/a": 4, "/a/b": 3 }, 5],
  ["not what is removed", [["a/b=123", "a/c=1"], ["a/.wh.b"]], kept, { "/": 1, "/a": 1 }, 2],
  [
    "a hard link once for each folder that has one of its names",
    [["a/x=123", "a/y~a/x", "b/z~a/x"]],
    all,
    { "/": 3, "/a": 3, "/b": 3 },
    5,
  ],
  ["links and folders have no bytes", [["a/", "a/l->x", "b~nothing"]], all, { "/": 0, "/a": 0 }, 3],
];

for (const [name, layers, isCounted, sums, count] of cases)
  it(name, async () => {
    const { root } = await merge(...layers);
    const found = await sumFolders(root, isCounted);
    const sizes = Object.fromEntries([...found.sizes].map(([folder, size]) => [pathOf(folder), size]));
    assert.deepEqual([sizes, found.count], [sums, count]);
  });

it("cancelling rejects with the reason", async () => {
  const { root } = await merge(["a=1"]);
  const reason = new Error("enough");
  await assert.rejects(sumFolders(root, all, AbortSignal.abort(reason)), reason);
});
