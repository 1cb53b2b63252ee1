import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareTrees, type FileChange, type TreeComparison } from "../../../src/core/files/compareTrees.ts";
import { mergeLayers } from "../../../src/core/files/imageTree.ts";
import { standardLimits } from "../../../src/core/files/limits.ts";
import { listArchive, merge, mergeArchives } from "../../support/layerTrees.ts";
import { type TarEntry, tar } from "../../support/tar.ts";
import { archiveEnd, rawEntry } from "../../support/tarBlocks.ts";

type Layer = readonly (string | TarEntry)[];

async function compare(old: readonly Layer[], now: readonly Layer[]): Promise<TreeComparison> {
  const [before, after] = [await merge(...old), await merge(...now)];
  return compareTrees(before.root, after.root);
}

const signs = { added: "+", changed: "*", removed: "-" };

/** `* /path content,mode +3`. */
function line({ path, mark, aspects, growth }: FileChange): string {
  const grown = growth === 0 ? [] : [growth > 0 ? `+${growth}` : String(growth)];
  return [`${signs[mark]} ${path}`, ...(aspects.length === 0 ? [] : [aspects.join()]), ...grown].join(" ");
}

const base: Layer = ["etc/", "etc/a=1", "etc/b=22", "link->etc/a", "bin/tool=12345"];

const differences: readonly (readonly [
  name: string,
  old: readonly Layer[],
  now: readonly Layer[],
  lines: readonly string[],
])[] = [
  ["nothing", [base], [base], []],
  ["the same content in another layer", [base], [["x"], base, [".wh.x"]], []],
  ["a file added", [base], [base, ["etc/c=333"]], ["+ /etc/c +3"]],
  ["a file removed", [base], [base, ["etc/.wh.b"]], ["- /etc/b -2"]],
  ["a file grown", [base], [base, ["etc/a=123"]], ["* /etc/a content +2"]],
  ["a file of the same size", [base], [base, ["etc/a=2"]], ["* /etc/a content"]],
  ["only another time", [["a=1"]], [[{ path: "a", content: "1", modified: 5 }]], []],
  ["another mode", [["a=1"]], [[{ path: "a", content: "1", mode: 0o755 }]], ["* /a mode"]],
  ["another mode of a link", [["a->b"]], [[{ path: "a", symlink: "b", mode: 0o777 }]], []],
  ["another target", [["a->b"]], [["a->c"]], ["* /a target"]],
  ["a directory added", [[]], [["d/e/f=1"]], ["+ /d", "+ /d/e", "+ /d/e/f +1"]],
  ["a directory removed", [["d/e/f=1"]], [["d/e/f=1"], [".wh.d"]], ["- /d", "- /d/e", "- /d/e/f -1"]],
  ["a directory's mode", [["d/", "d/a"]], [["d/", "d/a"], [{ path: "d/", mode: 0o700 }]], ["* /d mode"]],
  ["a directory that has an entry in one alone", [["d/a"]], [[{ path: "d/", mode: 0o700 }, "d/a"]], []],
  ["the root's mode", [[{ path: "./", mode: 0o755 }]], [[{ path: "./", mode: 0o700 }]], ["* / mode"]],
  ["a directory by a file", [["d/a=12"]], [["d=1"]], ["* /d type +1", "- /d/a -2"]],
  ["a file by a directory", [["d=1"]], [["d/a=12"]], ["* /d type -1", "+ /d/a +2"]],
  ["a file by a link", [["a=1", "b=1"]], [["a->b", "b=1"]], ["* /a type -1"]],
  [
    "an opaque directory",
    [["d/a=1", "d/b=1"]],
    [["d/a=1"], ["d/.wh..wh..opq", "d/c=1"]],
    ["- /d/a -1", "- /d/b -1", "+ /d/c +1"],
  ],
  ["a hard link more", [["a=12345"]], [["a=12345", "b~a"]], ["+ /b"]],
  ["a hard link less", [["a=12345", "b~a"]], [["b=12345"]], ["- /a"]],
  [
    "a file with several names",
    [["a=12345", "b~a", "c~a"]],
    [["a=123456", "b~a", "c~a"]],
    ["* /a content +1", "* /b content", "* /c content"],
  ],
  ["a changed file's further name", [["b=12345"]], [["b=123456", "a~b"]], ["+ /a", "* /b content +1"]],
  ["a file with several names added", [[]], [["a=12345", "b~a"]], ["+ /a +5", "+ /b"]],
  ["links that lead nowhere", [["a~x"]], [["a~y"]], ["* /a target"]],
  ["the same link that leads nowhere", [["a~x"]], [["a~x", "b~x"]], ["+ /b"]],
  [
    "names in their order, directories before what is in them",
    [["b/x", "b.d/x", "a"]],
    [["b/y", "b.d/y", "a"]],
    ["- /b/x", "+ /b/y", "- /b.d/x", "+ /b.d/y"],
  ],
];

describe("what differs", () => {
  for (const [name, old, now, lines] of differences)
    it(name, async () => {
      assert.deepEqual((await compare(old, now)).changes.map(line), lines);
    });

  const entry = (flag: string, at: number, octal: string) =>
    rawEntry({ name: "a", flag, change: (block) => block.write(octal, at) });
  const fields: readonly (readonly [name: string, old: Buffer, now: Buffer, lines: readonly string[]])[] = [
    ["the user", entry("0", 108, "0000000"), entry("0", 108, "0000007"), ["* /a owner"]],
    ["the group", entry("0", 116, "0000000"), entry("0", 116, "0000007"), ["* /a owner"]],
    ["a device", entry("3", 329, "0000001"), entry("3", 329, "0000002"), ["* /a device"]],
    ["the kind of device", entry("3", 329, "0000001"), entry("4", 329, "0000001"), ["* /a type"]],
    ["no device", entry("3", 329, "0000001"), Buffer.concat([entry("3", 329, "0000001"), archiveEnd]), []],
  ];
  for (const [name, old, now, lines] of fields)
    it(name, async () => {
      const [before, after] = [await mergeArchives(old), await mergeArchives(now)];
      assert.deepEqual((await compareTrees(before.root, after.root)).changes.map(line), lines);
    });
});

describe("what it comes to", () => {
  it("counts below each directory, the root first", async () => {
    const { totals, directories } = await compare(
      [["usr/lib/a=1", "usr/lib/b=22", "usr/x=1", "opt/keep=1"]],
      [["usr/lib/a=333", "usr/lib/c=4444", "usr/x=1", "opt/keep=1", "new/dir/"]],
    );
    const usr = { added: 1, removed: 1, changed: 1, more: 6, less: 2 };
    const whole = { added: 3, removed: 1, changed: 1, more: 6, less: 2 };
    assert.deepEqual(totals, whole);
    assert.deepEqual(directories, [
      { path: "/", ...whole },
      { path: "/new", added: 1, removed: 0, changed: 0, more: 0, less: 0 },
      { path: "/usr", ...usr },
      { path: "/usr/lib", ...usr },
    ]);
  });

  it("counts what is the same, and what of it was written again, each inode once", async () => {
    const { same, rewritten, unsure, totals } = await compare(
      [["a=12345", "b~a", "c=1", "d/"], ["top=1"]],
      [["a=12345", "b~a", "c=1", "d/"], ["c=1", "x=12345"], [".wh.x"]],
    );
    // The root, too.
    assert.deepEqual([same, rewritten, unsure], [5, { count: 1, bytes: 1 }, 0]);
    assert.deepEqual(totals, { added: 0, removed: 1, changed: 0, more: 0, less: 1 });
    const again = await compare([["a=12345", "b~a", "l->a"]], [["a=12345", "b~a", "l->a", "z/"]]);
    assert.deepEqual(again.rewritten, { count: 1, bytes: 5 });
  });

  it("nothing differs between an image and itself", async () => {
    const { root } = await merge(base, ["etc/a=3", "etc/.wh.b"]);
    const { changes, directories, totals, same, rewritten } = await compareTrees(root, root);
    assert.deepEqual([changes, directories, same], [[], [], 6]);
    assert.deepEqual(totals, { added: 0, removed: 0, changed: 0, more: 0, less: 0 });
    assert.deepEqual(rewritten, { count: 0, bytes: 0 });
  });
});

describe("R12 files whose content was not read", () => {
  /** The list ends within the last file, whose content is then not known. */
  const cut = async (time: number, content: string) => {
    const archive = tar([{ path: "big", content: content.repeat(100_000), modified: time }]);
    const index = await listArchive(archive, { ...standardLimits, bytes: 10_000 });
    return mergeLayers([{ number: 1, index }]);
  };
  const whole = (content: string) => merge([{ path: "big", content: content.repeat(100_000), modified: 1 }]);
  const table = [
    ["of one time are taken to be the same, and counted", cut(1, "a"), cut(1, "b"), [], 1],
    ["of two times may differ", cut(1, "a"), cut(2, "b"), ["* /big time"], 0],
    ["on one side, too", cut(2, "a"), whole("a"), ["* /big time"], 0],
    ["of two sizes differ", cut(1, "a"), cut(1, "aa"), ["* /big content +100000"], 0],
  ] as const;
  for (const [name, old, now, lines, unsure] of table)
    it(name, async () => {
      const compared = await compareTrees((await old).root, (await now).root);
      assert.deepEqual([compared.changes.map(line), compared.unsure], [lines, unsure]);
    });
});

/** Numbers that look random and are the same in each run. https://en.wikipedia.org/wiki/Xorshift */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const names = ["a", "b", "c", "d/a", "d/b", "d/e/a", "d/e/b"];

function randomLayer(next: (below: number) => number): readonly TarEntry[] {
  return Array.from({ length: next(5) }, (): TarEntry => {
    const path = names[next(names.length)] ?? "a";
    const mode = next(4) === 0 ? 0o755 : 0o644;
    if (next(4) === 0) return { path: path.replace(/[^/]*$/, ".wh.$&"), content: "" };
    return { path, content: "x".repeat(next(3)) + String(next(2)), mode, modified: next(100) };
  });
}

/** What a person would do with pencil and paper: whiteouts take away, then the layer's files are put there. */
function bruteForce(layers: readonly (readonly TarEntry[])[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const layer of layers) {
    for (const { path } of layer) if (path.includes(".wh.")) files.delete(path.replace(".wh.", ""));
    for (const { path, content, mode } of layer)
      if (!path.includes(".wh.")) files.set(path, `${String(content)} ${mode}`);
  }
  return files;
}

function judge(old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): readonly string[] {
  const verdict = (path: string): string => {
    const [before, mode] = old.get(path)?.split(" ") ?? [];
    const [after, other] = now.get(path)?.split(" ") ?? [];
    const growth = (after?.length ?? 0) - (before?.length ?? 0);
    const mark = before === undefined ? "added" : after === undefined ? "removed" : "changed";
    const isBoth = mark === "changed";
    const aspects = [
      ...(isBoth && before !== after ? (["content"] as const) : []),
      ...(isBoth && mode !== other ? (["mode"] as const) : []),
    ];
    return line({ path: `/${path}`, mark, aspects, growth });
  };
  const paths = [...new Set([...old.keys(), ...now.keys()])].filter(
    (path) => old.get(path) !== now.get(path),
  );
  return paths.map(verdict).sort();
}

it("of any layers it says what one finds who compares file by file", async () => {
  const next = random(2024);
  for (let round = 0; round < 300; round++) {
    const many = () => Array.from({ length: next(4) }, () => randomLayer(next));
    const shared = many();
    const [old, now] = [
      [...shared, ...many()],
      [...shared, ...many()],
    ];
    const { changes, totals } = await compare(old, now);
    const files = changes.filter(({ old: before, now: after }) => (before ?? after)?.children === undefined);
    const wanted = judge(bruteForce(old), bruteForce(now));
    assert.deepEqual(files.map(line).sort(), wanted, JSON.stringify([old, now]));
    const sizes = [old, now].map((layers) =>
      [...bruteForce(layers).values()].reduce((sum, file) => sum + file.indexOf(" "), 0),
    );
    assert.equal(totals.more - totals.less, (sizes[1] ?? 0) - (sizes[0] ?? 0));
  }
});

it("rejects with the reason when it is cancelled", async () => {
  const { root } = await merge(base);
  const reason = new Error("enough");
  await assert.rejects(compareTrees(root, root, AbortSignal.abort(reason)), reason);
});

it("others get their turn", async () => {
  const paths = Array.from({ length: 8_000 }, (_, at) => `d${at % 80}/f${at}`);
  const [old, now] = [await merge(paths), await merge(paths.map((path) => `${path}=1`))];
  let turns = 0;
  const counting = setInterval(() => turns++, 1);
  const { totals } = await compareTrees(old.root, now.root);
  clearInterval(counting);
  assert.equal(totals.changed, 8_000);
  assert.ok(turns > 2, String(turns));
});
