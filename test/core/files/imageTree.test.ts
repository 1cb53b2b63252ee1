import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { entryOf, type FileNode, pathOf, walk } from "../../../src/core/files/fileNode.ts";
import { find } from "../../../src/core/files/find.ts";
import { type ImageTree, mergeLayers } from "../../../src/core/files/imageTree.ts";
import { partsOf } from "../../../src/core/files/paths.ts";
import { merge, mergeArchives } from "../../support/layerTrees.ts";
import type { TarEntry } from "../../support/tar.ts";
import { rawEntry, rawHeader } from "../../support/tarBlocks.ts";

/** What is in a tree, with what the last layer did: `+` added, `*` changed, `-` removed. */
function shown({ root }: ImageTree): readonly string[] {
  const signs = { added: "+", changed: "*", removed: "-" };
  const line = (node: FileNode) => {
    const { parent, mark, children, inode } = node;
    if (parent === undefined) return [];
    const target = inode?.target === undefined ? "" : `->${inode.target}`;
    return [
      `${mark === undefined ? " " : signs[mark]}${pathOf(node)}${children === undefined ? "" : "/"}${target}`,
    ];
  };
  return [...walk(root)].flatMap(line);
}

const trees: readonly (readonly [
  name: string,
  layers: readonly (readonly (string | TarEntry)[])[],
  shown: readonly string[],
])[] = [
  ["one layer", [["./", "./b/", "./b/x=1", "a"]], ["+/a", "+/b/", "+/b/x"]],
  ["directories without entries", [["a/b/c=1"]], ["+/a/", "+/a/b/", "+/a/b/c"]],
  ["a file changed", [["a=1", "b=1"], ["a=2"]], ["*/a", " /b"]],
  ["a file removed", [["d/a=1", "d/b=1"], ["d/.wh.a"]], [" /d/", "-/d/a", " /d/b"]],
  ["a directory removed, all of it", [["d/e/f=1", "x"], [".wh.d"]], ["-/d/", "-/d/e/", "-/d/e/f", " /x"]],
  ["what an earlier layer removed is gone", [["a=1", "b"], [".wh.a"], ["c"]], [" /b", "+/c"]],
  ["what is removed and there again is changed", [["a=1"], [".wh.a", "a=2"]], ["*/a"]],
  ["the order of entry and whiteout does not matter", [["a=1"], ["a=2", ".wh.a"]], ["*/a"]],
  ["removed below, added above: added", [["a=1"], [".wh.a"], ["a=2"]], ["+/a"]],
  [
    "an opaque directory",
    [
      ["d/", "d/a=1", "d/s/b=1"],
      ["d/", "d/c=1", "d/.wh..wh..opq"],
    ],
    [" /d/", "-/d/a", "+/d/c", "-/d/s/", "-/d/s/b"],
  ],
  [
    "an opaque directory keeps what its own layer brings",
    [["d/a=1"], ["d/a=2", "d/.wh..wh..opq"]],
    [" /d/", "*/d/a"],
  ],
  ["an opaque root", [["a=1"], [".wh..wh..opq", "b"]], ["-/a", "+/b"]],
  [
    "a directory replaced by a whiteout and itself",
    [["d/a=1"], [".wh.d", "d/", "d/b"]],
    ["*/d/", "-/d/a", "+/d/b"],
  ],
  ["a directory by a file", [["d/a=1"], ["d=1"]], ["*/d"]],
  ["a file by a directory", [["d=1"], ["d/", "d/a"]], ["*/d/", "+/d/a"]],
  ["a file by a directory without entry", [["d=1"], ["d/a"]], ["*/d/", "+/d/a"]],
  ["a file by a link", [["a=1", "b=1"], ["a->b"]], ["*/a->b", " /b"]],
  [
    "a directory that only stands there",
    [
      ["d/", "d/a"],
      ["d/", "d/b"],
    ],
    [" /d/", " /d/a", "+/d/b"],
  ],
  ["a directory with another mode", [["d/", "d/a"], [{ path: "d/", mode: 0o700 }]], ["*/d/", " /d/a"]],
  ["a name twice in a layer", [["a=1", "a=2"]], ["+/a"]],
  ["a name twice in a layer, above", [["a=1"], ["a=2", "a=3"]], ["*/a"]],
  [
    "a directory through a link",
    [["usr/lib/", "lib->usr/lib"], ["lib/x=1"]],
    [" /lib->usr/lib", " /usr/", " /usr/lib/", "+/usr/lib/x"],
  ],
  [
    "an absolute link, and links to links",
    [["real/", "a->/b", "b->c", "c->./real/../real"], ["a/x"]],
    [" /a->/b", " /b->c", " /c->./real/../real", " /real/", "+/real/x"],
  ],
  [
    "a link that leads out of the image",
    [["out->../../../d", "d/"], ["out/x"]],
    [" /d/", "+/d/x", " /out->../../../d"],
  ],
  [
    "a link that leads nowhere yet",
    [["l->made/here"], ["l/x"]],
    [" /l->made/here", "+/made/", "+/made/here/", "+/made/here/x"],
  ],
  ["a link in a circle is replaced", [["a->b", "b->a"], ["a/x"]], ["*/a/", "+/a/x", " /b->a"]],
  [
    "a removed file through a link",
    [["usr/bin/x", "bin->usr/bin"], ["bin/.wh.x"]],
    [" /bin->usr/bin", " /usr/", " /usr/bin/", "-/usr/bin/x"],
  ],
  ["what was not there is not removed", [["a"], [".wh.b", "c/.wh.d", "a/.wh..wh..opq"]], [" /a"]],
  ["notes of old drivers are no files", [[".wh..wh.aufs", ".wh..wh.plnk/1", "a"]], ["+/a"]],
  ["a name that leads out stays in", [["../../x", "/abs/y"]], ["+/abs/", "+/abs/y", "+/x"]],
  ["a device's name of a root", [["./", "/"]], []],
];

describe("layers one upon the other", () => {
  for (const [name, layers, wanted] of trees)
    it(name, async () => assert.deepEqual(shown(await merge(...layers)), wanted));
});

describe("hard links", () => {
  const sizeAt = ({ root }: ImageTree, path: string) => find(root, partsOf(path), false)?.inode?.size;
  it("share what they stand for, across layers, also when one is changed or removed later", async () => {
    const tree = await merge(["a=12345", "b~a"], ["c~b", "a=1"], [".wh.b"]);
    assert.deepEqual(
      ["a", "b", "c"].map((path) => sizeAt(tree, path)),
      [1, undefined, 5],
    );
    assert.deepEqual(shown(tree), [" /a", "-/b", " /c"]);
    const node = find(tree.root, ["c"], false);
    assert.deepEqual([node?.linkedTo, node?.inode?.layer, node?.layer], ["b", 1, 2]);
    assert.equal(node && entryOf(node)?.path, "a");
  });
  it("to nothing stand for nothing", async () => {
    const tree = await merge(["b~missing"]);
    assert.deepEqual([shown(tree), sizeAt(tree, "b")], [["+/b"], undefined]);
  });
});

describe("waste", () => {
  const cases: readonly (readonly [
    string,
    readonly (readonly (string | TarEntry)[])[],
    readonly string[],
    string,
  ])[] = [
    ["none", [["a=123", "b"]], [], "0 of 3"],
    ["no files", [["d/"]], [], "0 of 0"],
    ["copies but the kept one", [["a=1"], ["a=22"], ["a=333"]], ["/a 3x 3 kept by 3"], "3 of 6"],
    [
      "removed files whole",
      [["d/a=123", "d/b=1"], [".wh.d"]],
      ["/d/a 1x 3 gone by 2", "/d/b 1x 1 gone by 2"],
      "4 of 4",
    ],
    [
      "of removed and brought again what was removed",
      [["a=123"], [".wh.a"], ["a=1"]],
      ["/a 2x 3 kept by 2"],
      "3 of 4",
    ],
    [
      "what an opaque directory hides",
      [["d/a=123"], ["d/.wh..wh..opq", "d/b=1"]],
      ["/d/a 1x 3 gone by 2"],
      "3 of 4",
    ],
    [
      "no empty files",
      [
        ["a", "b=1"],
        ["a", ".wh.b"],
      ],
      ["/b 1x 1 gone by 2"],
      "1 of 1",
    ],
    ["not what another name keeps", [["a=123", "b~a"], [".wh.a"]], [], "0 of 3"],
    ["what no name keeps", [["a=123", "b~a"], [".wh.a"], ["b=1"]], ["/b 2x 3 kept by 3"], "3 of 4"],
    ["a link is no copy", [["a=123"], ["a->b"]], ["/a 1x 3 gone by 2"], "3 of 3"],
    [
      "largest first, then by name",
      [
        ["z=1", "a=1", "m=12"],
        [".wh.z", ".wh.a", ".wh.m"],
      ],
      ["/m 1x 2 gone by 2", "/a 1x 1 gone by 2", "/z 1x 1 gone by 2"],
      "4 of 4",
    ],
    ["twice removed is once lost", [["d/a=1"], [".wh.d", "d/.wh.a"]], ["/d/a 1x 1 gone by 2"], "1 of 1"],
  ];
  for (const [name, layers, rows, sum] of cases)
    it(name, async () => {
      const { waste } = await merge(...layers);
      const { bytes, total, efficiency } = waste;
      const found = waste.rows.map(
        (row) => `${row.path} ${row.copies}x ${row.bytes} ${row.kept ? "kept" : "gone"} by ${row.layer}`,
      );
      assert.deepEqual([found, `${bytes} of ${total}`], [rows, sum]);
      assert.equal(efficiency, total === 0 ? 1 : (total - bytes) / total);
    });
});

describe("finding a path", () => {
  const tree = () =>
    merge(
      ["usr/bin/sh=1", "bin->usr/bin", "sh->/bin/sh", "loop->loop", "gone->nowhere", "up->.."],
      [".wh.x"],
    );
  const cases: readonly (readonly [path: string, through: boolean, found: string | undefined])[] = [
    ["/usr/bin/sh", false, "/usr/bin/sh"],
    ["bin/sh", false, "/usr/bin/sh"],
    ["bin", false, "/bin"],
    ["bin", true, "/usr/bin"],
    ["sh", true, "/usr/bin/sh"],
    ["up/up/usr", true, "/usr"],
    ["", false, "/"],
    ["/", true, "/"],
    ["loop", true, undefined],
    ["loop", false, "/loop"],
    ["gone", true, undefined],
    ["usr/bin/sh/x", false, undefined],
    ["usr/bin/sh/x", true, undefined],
    ["nothing", false, undefined],
  ];
  for (const [path, through, wanted] of cases)
    it(`${path}${through ? " through links" : ""}: ${wanted}`, async () => {
      const node = find((await tree()).root, partsOf(path), through);
      assert.equal(node && pathOf(node), wanted);
    });
});

it("R12 a path of 300 levels is there", async () => {
  const path = `${Array.from({ length: 300 }, (_, level) => `d${level}`).join("/")}/file`;
  const archive = Buffer.concat([rawEntry({ name: "L", flag: "L" }, path), rawEntry({ name: "cut" }, "x")]);
  const { root } = await mergeArchives(archive);
  const node = find(root, partsOf(path), false);
  assert.equal(node && pathOf(node), `/${path}`);
  assert.equal([...walk(root)].length, 302);
});

it("R12 a tree that is deeper than any path can be is refused", async () => {
  const deep = Array.from({ length: 1500 }, () => "a").join("/");
  const archive = Buffer.concat([
    rawEntry({ name: "K", flag: "K" }, deep),
    rawHeader({ name: "l", flag: "2" }),
    rawEntry({ name: "L", flag: "L" }, `l/${deep}`),
    rawHeader({ name: "cut" }),
  ]);
  await assert.rejects(mergeArchives(archive), { name: "ContentError", kind: "tooLarge" });
});

it("a merge that is cancelled rejects with the reason", async () => {
  const reason = new Error("enough");
  await assert.rejects(mergeLayers([], AbortSignal.abort(reason)), reason);
});
