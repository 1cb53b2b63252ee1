import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FileNode, pathOf } from "../../../src/core/files/fileNode.ts";
import { sumFolders } from "../../../src/core/files/folderSizes.ts";
import { type Found, listRows, type RowChoice, searchTree } from "../../../src/core/files/treeRows.ts";
import { merge } from "../../support/layerTrees.ts";

const layers = [
  ["etc/passwd=12345", "etc/motd=1", "usr/lib/a=123456789", "usr/lib/b=1", "usr/bin/sh=1234", "zero"],
  ["etc/.wh.motd", "usr/lib/b=22"],
];

async function rowsOf(change: Partial<RowChoice>, isOpen: (path: string) => boolean = () => false) {
  const { root } = await merge(...layers);
  const { sizes } = await sumFolders(root, () => true);
  const choice: RowChoice = {
    isSkipped: () => false,
    order: "name",
    sizes,
    isOpen: (folder) => isOpen(pathOf(folder)),
    ...change,
  };
  const rows = await listRows(root, choice);
  return rows.map(({ node, level, place, siblings, parent, isOpen: opened }) => {
    const sign = opened === undefined ? " " : opened ? "v" : ">";
    return `${sign}${pathOf(node)} ${level}:${place}/${siblings}${parent === undefined ? "" : ` in ${parent}`}`;
  });
}

async function found(isWanted: (node: FileNode, path: string) => boolean): Promise<readonly string[]> {
  const { root } = await merge(...layers);
  const { nodes, ways } = await searchTree(root, () => false, isWanted);
  const show = (sign: string, all: ReadonlySet<FileNode>) => [...all].map((node) => `${sign}${pathOf(node)}`);
  return [...show("", nodes), ...show("way ", ways)].sort();
}

describe("rows", () => {
  it("of closed folders are what is in the root", async () => {
    assert.deepEqual(await rowsOf({}), [">/etc 1:1/3", ">/usr 1:2/3", " /zero 1:3/3"]);
  });
  it("of open folders have what is in them, removed names among them", async () => {
    assert.deepEqual(await rowsOf({}, (path) => path !== "/usr/lib"), [
      "v/etc 1:1/3",
      " /etc/motd 2:1/2 in 0",
      " /etc/passwd 2:2/2 in 0",
      "v/usr 1:2/3",
      "v/usr/bin 2:1/2 in 3",
      " /usr/bin/sh 3:1/1 in 4",
      ">/usr/lib 2:2/2 in 3",
      " /zero 1:3/3",
    ]);
  });
  it("by size have the largest first, folders by their sums, equals by name", async () => {
    const rows = await rowsOf({ order: "size" }, () => true);
    assert.deepEqual(
      rows.map((row) => row.split(" ").find((word) => word.includes("/"))),
      [
        ...["v/usr", "v/usr/lib", "/usr/lib/a", "/usr/lib/b", "v/usr/bin", "/usr/bin/sh"],
        ...["v/etc", "/etc/passwd", "/etc/motd", "/zero"],
      ],
    );
  });
  it("that are skipped are left out with all below", async () => {
    const isSkipped = (node: FileNode) => node.mark === "removed" || node.name === "usr";
    assert.deepEqual(await rowsOf({ isSkipped }, () => true), [
      "v/etc 1:1/2",
      " /etc/passwd 2:1/1 in 0",
      " /zero 1:2/2",
    ]);
  });
  it("that were looked for stand in their folders", async () => {
    const { root } = await merge(...layers);
    const search: Found = await searchTree(
      root,
      () => false,
      (_, path) => path.includes("lib/b"),
    );
    const choice = { isSkipped: () => false, order: "name", sizes: new Map(), isOpen: () => true } as const;
    const rows = await listRows(root, { ...choice, found: search });
    assert.deepEqual(
      rows.map(({ node, siblings }) => `${pathOf(node)} of ${siblings}`),
      ["/usr of 1", "/usr/lib of 1", "/usr/lib/b of 1"],
    );
  });
});

describe("looking for files", () => {
  it("by a part of the path finds also what is in a folder of that name", async () => {
    assert.deepEqual(await found((_, path) => path.includes("usr/lib")), [
      "/usr/lib",
      "/usr/lib/a",
      "/usr/lib/b",
      "way /",
      "way /usr",
      "way /usr/lib",
    ]);
  });
  it("by what the layer did", async () => {
    assert.deepEqual(await found(({ mark }) => mark !== undefined), [
      "/etc/motd",
      "/usr/lib/b",
      "way /",
      "way /etc",
      "way /usr",
      "way /usr/lib",
    ]);
  });
  it("without success finds nothing", async () => {
    assert.deepEqual(await found(() => false), []);
  });
});

it("cancelling rejects with the reason", async () => {
  const { root } = await merge(["a=1"]);
  const reason = new Error("enough");
  const choice = { isSkipped: () => false, order: "name", sizes: new Map(), isOpen: () => true } as const;
  await assert.rejects(listRows(root, choice, AbortSignal.abort(reason)), reason);
  const isWanted = () => true;
  await assert.rejects(searchTree(root, isWanted, isWanted, AbortSignal.abort(reason)), reason);
});
