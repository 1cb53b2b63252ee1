import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareTrees } from "../../src/core/files/compareTrees.ts";
import { standardLimits } from "../../src/core/files/limits.ts";
import { changeRows, mostChanges } from "../../src/vscode/compare/compareFileRows.ts";
import { compareFilesOf } from "../../src/vscode/compare/compareFiles.ts";
import { type ComparedFiles, sidesOf } from "../../src/vscode/compare/fileComparison.ts";
import { listArchive, merge } from "../support/layerTrees.ts";
import { type TarEntry, tar } from "../support/tar.ts";
import { image } from "./imageModel.ts";

type Layer = readonly (string | TarEntry)[];

async function rowsOf(old: readonly Layer[], now: readonly Layer[]) {
  const [before, after] = [await merge(...old), await merge(...now)];
  return changeRows(await compareTrees(before.root, after.root));
}

const signs = { added: "+", changed: "*", removed: "-", within: "." } as const;

/** Two blanks for each level, the sign, the name, and what stands beside it. */
async function lines(old: readonly Layer[], now: readonly Layer[]): Promise<readonly string[]> {
  const { rows } = await rowsOf(old, now);
  return rows.map(({ mark, level, name, old: before, now: after, difference, text }) =>
    [
      `${"  ".repeat(level - 1)}${signs[mark]}`,
      name,
      ...[before, after, difference && `(${difference})`, text].filter(
        (part) => part !== undefined && part !== "",
      ),
    ].join(" "),
  );
}

describe("rows of files that differ", () => {
  it("each directory comes once, before what is in it, with what all of it comes to", async () => {
    assert.deepEqual(
      await lines(
        [["usr/lib/a=1", "usr/lib/b=22", "usr/x=1", "opt/y=1", "z=1"]],
        [["usr/lib/a=333", "usr/lib/c/d=4444", "usr/x=1", "opt/y=2", "z=1"]],
      ),
      [
        ". opt 1 changed",
        "  * y 1 B 1 B content",
        ". usr (+6 B, −2 B) 2 new, 1 gone, 1 changed",
        "  . lib (+6 B, −2 B) 2 new, 1 gone, 1 changed",
        "    * a 1 B 3 B (+2 B) content",
        "    - b 2 B (−2 B)",
        "    + c (+4 B) 1 new",
        "      + d 4 B (+4 B)",
      ],
    );
  });

  it("a directory that changed itself says both", async () => {
    assert.deepEqual(await lines([["d/", "d/a=1"]], [[{ path: "d/", mode: 0o700 }, "d/a=22"]]), [
      "* d (+1 B) mode 0755 → 0700; 1 changed",
      "  * a 1 B 2 B (+1 B) content",
    ]);
    assert.deepEqual(await lines([["d/a=12"]], [["d=1"]]), [
      "* d 1 B (+1 B, −2 B) type directory → file; 1 gone",
      "  - a 2 B (−2 B)",
    ]);
  });

  it("the root is a row only when it changed itself", async () => {
    const root = (mode: number): Layer => [{ path: "./", mode }, "d/a=1"];
    assert.deepEqual(await lines([root(0o755)], [[...root(0o700), "b=1"]]), [
      "* / (+1 B) mode 0755 → 0700; 1 new",
      "+ b 1 B (+1 B)",
    ]);
  });

  it("what is no file has no size, and nothing to open", async () => {
    const { rows, files } = await rowsOf([["l->a", "f=1", "e"]], [["l->b", "f=2", "e->f"]]);
    assert.deepEqual(
      rows.map(({ name, isFile, old, now }) => [name, isFile, old, now]),
      [
        ["e", true, "0 B", undefined],
        ["f", true, "1 B", "1 B"],
        ["l", false, undefined, undefined],
      ],
    );
    assert.deepEqual(files, [
      { path: "/e", old: { layer: 1, entry: 2 } },
      { path: "/f", old: { layer: 1, entry: 1 }, now: { layer: 1, entry: 1 } },
      { path: "/l" },
    ]);
  });

  it("R10 hostile names and links are made visible", async () => {
    const { rows } = await rowsOf([["a\u202Eb->x"]], [["a\u202Eb->\u001B[31m", "\u0007"]]);
    assert.deepEqual(
      rows.map(({ name, text }) => [name, text]),
      [
        ["\\u{7}", ""],
        ["a\\u{202E}b", "target x → \\u{1B}[31m"],
      ],
    );
  });

  it("U06 of very many those are shown that grew or shrank most", async () => {
    const path = (at: number) => `d${at % 7}/f${at}`;
    const entries = Array.from({ length: mostChanges + 100 }, (_, at) => path(at));
    const now = entries.map((name, at) => (at < 100 ? name : `${name}=1`));
    const [before, after] = [await merge(["keep=1"]), await merge(["keep=1", ...now])];
    const compared = await compareTrees(before.root, after.root);
    const { rows, files, isCut, marks } = await changeRows(compared);
    assert.equal(isCut, true);
    const shown = rows.filter(({ isFile }) => isFile);
    assert.deepEqual([files.length, marks[0]?.count], [rows.length, entries.length + 7]);
    assert.ok(shown.every(({ weight }) => weight === 1) && shown.length > mostChanges - 10);
  });

  it("rejects with the reason when it is cancelled", async () => {
    const reason = new Error("enough");
    const [before, after] = [await merge([]), await merge(["a"])];
    const compared = await compareTrees(before.root, after.root);
    await assert.rejects(changeRows(compared, AbortSignal.abort(reason)), reason);
  });
});

describe("the section of files", () => {
  const read = async (old: readonly Layer[], now: readonly Layer[], change: Partial<ComparedFiles> = {}) => {
    const side = { image: image(), lists: [] };
    const files: ComparedFiles = { ...(await rowsOf(old, now)), old: side, now: side, ...change };
    const shown = compareFilesOf({ kind: "read", key: "k", files }, ["Pinned", "Now"]);
    assert.ok(shown.kind === "read");
    return { files, view: shown.view };
  };

  it("says what it comes to, by each kind of change", async () => {
    const { view } = await read([["a=1", "b=22", "c=1"]], [["a=4444", "c=2", "d=1"], ["x"]]);
    assert.equal(view.text, "+4 B, −2 B");
    assert.deepEqual(view.kinds, [
      { mark: "added", text: "2 new", size: "+1 B" },
      { mark: "changed", text: "2 changed", size: "+3 B" },
      { mark: "removed", text: "1 gone", size: "−2 B" },
    ]);
    assert.match(view.notes[0] ?? "", /^1 path did not change\. Type, content, mode and owner are compared/);
  });

  it("says so when no file differs, and when none grew", async () => {
    const same = await read([["a=1"]], [["x"], ["a=1", ".wh.x"]]);
    assert.equal(same.view.text, "No file differs: both have the same files with the same content.");
    assert.deepEqual(same.view.kinds, []);
    assert.match(
      same.view.notes[0] ?? "",
      /^2 paths did not change; 1 file of them, 1 B, came again as before/,
    );
    const even = await read([["a=1"]], [["a=2"]]);
    assert.equal(even.view.text, "The files are as large as before.");
    assert.deepEqual(even.view.kinds, [{ mark: "changed", text: "1 changed" }]);
  });

  it("R11, R12 names the layers of which not everything could be compared, and what was not read", async () => {
    const index = await listArchive(tar([{ path: "a" }, { path: "b" }]), {
      ...standardLimits,
      entries: 1,
    });
    const foreign = {
      createdBy: undefined,
      created: undefined,
      comment: undefined,
      layer: {
        number: 1,
        descriptor: {
          mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
          digest: index.facts.digest,
          size: 1,
        },
        diffId: undefined,
      },
    };
    const { view } = await read([["a=1"]], [["a=2"]], {
      unsure: 2,
      isCut: true,
      old: { image: image({ steps: [foreign] }), lists: [] },
      now: { image: image({ steps: [] }), lists: [{ number: 3, index }] },
    });
    assert.deepEqual(view.notes.slice(1), [
      "There are more: the 20,000 that grew or shrank most are shown.",
      "The content of 2 files was not read; size and time are the same in both.",
      "Pinned: layer 1 is not kept in the registry, and its files are not compared.",
      "Now: layer 3 has more than 200,000 entries. The rest is not listed.",
    ]);
  });

  it("gives what is opened: both sides, or where one has nothing", async () => {
    const { files } = await read([["d/a=1", "b=1", "l->b"]], [["d/a=2", "c=1", "l->c"]]);
    const sides = files.rows.map(({ name }, at) => [
      name,
      sidesOf(files, at)?.map((side) =>
        "absent" in side ? `no ${side.absent}` : `${side.layer}.${side.entry}`,
      ),
    ]);
    assert.deepEqual(sides, [
      ["b", ["1.1", "no /b"]],
      ["c", ["no /c", "1.1"]],
      ["d", undefined],
      ["a", ["1.0", "1.0"]],
      ["l", undefined],
    ]);
    assert.equal(sidesOf(files, 99), undefined);
    assert.equal(sidesOf(files, -1), undefined);
  });
});
