import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CompareFileRow } from "../../src/protocol/compareFiles.ts";
import {
  type ChangeWish,
  changeModel,
  firstWish,
  isRows,
  readWish,
  toggle,
} from "../../webview/changeModel.ts";

/** Of lines such as `+ a 5`, blanks before the sign for each level: `.` is a directory that is the same itself. */
function rowsOf(...lines: readonly string[]): readonly CompareFileRow[] {
  const marks = { "+": "added", "*": "changed", "-": "removed", ".": "within" } as const;
  return lines.map((line) => {
    const [, blanks = "", sign = ".", name = "", weight] = /^( *)([-+*.]) (\S+)(?: (\d+))?$/.exec(line) ?? [];
    const mark = marks[sign as keyof typeof marks];
    return { mark, level: blanks.length + 1, name, weight: Number(weight ?? 0), text: "", isFile: true };
  });
}

const rows = rowsOf(
  "* a 7",
  ". usr 30",
  " . lib 20",
  "  + libz.so 20",
  "  - LIBold.so",
  " + share 10",
  "  + doc 10",
  "- var",
);

/** `path` of a file, `path/ open` or `path/ shut` of a directory. */
const shown = (wish: Partial<ChangeWish>, of = rows) =>
  changeModel(of)({ ...firstWish, ...wish }).map(({ path, isOpen }) =>
    isOpen === undefined ? path : `${path}/ ${isOpen ? "open" : "shut"}`,
  );

describe("what is shown of the files that differ", () => {
  const all = [
    "/a",
    "/usr/ open",
    "/usr/lib/ open",
    "/usr/lib/libz.so",
    "/usr/lib/LIBold.so",
    "/usr/share/ open",
    "/usr/share/doc",
    "/var",
  ];
  const table: readonly (readonly [name: string, wish: Partial<ChangeWish>, wanted: readonly string[]])[] = [
    ["all of it", {}, all],
    [
      "a directory shut",
      { toggled: ["/usr/lib"] },
      all.filter((path) => !path.startsWith("/usr/lib")).toSpliced(2, 0, "/usr/lib/ shut"),
    ],
    ["the one above it shut", { toggled: ["/usr"] }, ["/a", "/usr/ shut", "/var"]],
    [
      "without what is new",
      { hidden: ["added"] },
      ["/a", "/usr/ open", "/usr/lib/ open", "/usr/lib/LIBold.so", "/var"],
    ],
    ["with nothing left", { hidden: ["added", "removed", "changed"] }, []],
    [
      "a part of a path, in any case",
      { text: " libO" },
      ["/usr/ open", "/usr/lib/ open", "/usr/lib/LIBold.so"],
    ],
    [
      "a part with a slash, though its directory is shut",
      { text: "re/d", toggled: ["/usr"] },
      ["/usr/ open", "/usr/share/ open", "/usr/share/doc"],
    ],
    ["a directory's own name", { text: "usr/share" }, ["/usr/ open", "/usr/share/ open", "/usr/share/doc"]],
    ["what nothing has", { text: "nothing" }, []],
    [
      "the largest first",
      { isLargest: true },
      ["/usr/lib/libz.so", "/usr/share/doc", "/a", "/usr/lib/LIBold.so", "/var"],
    ],
    ["the largest of a part", { isLargest: true, text: "lib" }, ["/usr/lib/libz.so", "/usr/lib/LIBold.so"]],
  ];
  for (const [name, wish, wanted] of table) it(name, () => assert.deepEqual(shown(wish), wanted));

  it("of many only what is near the root is open at first", () => {
    const many = rowsOf(". usr", " . lib", ...Array.from({ length: 200 }, (_, at) => `  + f${at}`));
    assert.deepEqual(shown({}, many), ["/usr/ open", "/usr/lib/ shut"]);
    assert.equal(shown({ toggled: ["/usr/lib"] }, many).length, 202);
    assert.equal(shown({ text: "f19" }, many).length, 13);
  });

  it("says where a row is and in which directory", () => {
    const doc = changeModel(rows)(firstWish).find(({ path }) => path === "/usr/share/doc");
    assert.deepEqual([doc?.at, doc?.parent, doc?.level], [6, 5, 3]);
    assert.equal(changeModel(rows)({ ...firstWish, isLargest: true })[0]?.parent, undefined);
  });

  it("the root, and rows that are none of it", () => {
    assert.deepEqual(shown({}, rowsOf("* /", "+ a")), ["/", "/a"]);
    assert.deepEqual(shown({}, []), []);
  });
});

it("a directory is toggled there and back, and not more of them are kept than needed", () => {
  const once = toggle(firstWish, "/usr");
  assert.deepEqual([once.toggled, toggle(once, "/usr").toggled], [["/usr"], []]);
  const many = { ...firstWish, toggled: Array.from({ length: 2000 }, (_, at) => `/${at}`) };
  assert.deepEqual([toggle(many, "/x").toggled.length, toggle(many, "/x").toggled.at(-1)], [2000, "/x"]);
});

it("C06 a saved wish comes back as far as it is one", () => {
  const wish: ChangeWish = { text: "a", hidden: ["removed"], isLargest: true, toggled: ["/x"] };
  assert.deepEqual(readWish(JSON.parse(JSON.stringify(wish))), wish);
  for (const saved of [undefined, null, 5, [], { text: 5, hidden: "added", isLargest: 1, toggled: [1] }])
    assert.deepEqual(readWish(saved), firstWish);
  assert.deepEqual(readWish({ hidden: ["removed", "kept", "added"] }).hidden, ["added", "removed"]);
});

it("U04 only a message with rows is one", () => {
  assert.equal(isRows({ type: "compareRows", key: "k", rows: [] }), true);
  for (const other of [
    null,
    "x",
    {},
    { type: "compareRows", key: 5, rows: [] },
    { type: "state", key: "k", rows: [] },
  ])
    assert.equal(isRows(other), false);
});
