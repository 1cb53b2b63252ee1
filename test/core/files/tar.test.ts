import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type TarEntry, TarReader } from "../../../src/core/files/tar.ts";
import { tar } from "../../support/tar.ts";
import { archiveEnd, padded, paxHeader, rawEntry, rawHeader } from "../../support/tarBlocks.ts";

type Told = TarEntry & { readonly content: string };

/** All that an archive tells, handed over in pieces of a length. */
function read(archive: Uint8Array, piece = archive.length || 1): readonly Told[] {
  const told: (TarEntry & { content: string })[] = [];
  const ended: TarEntry[] = [];
  const reader = new TarReader({
    entry: (entry) => told.push({ ...entry, content: "" }),
    content: (bytes) => {
      const last = told.at(-1);
      if (last !== undefined) last.content += Buffer.from(bytes).toString("latin1");
    },
    end: (entry) => ended.push(entry),
  });
  for (let at = 0; at < archive.length; at += piece) reader.push(archive.subarray(at, at + piece));
  reader.end();
  assert.equal(ended.length, told.length);
  return told;
}

const paths = (archive: Uint8Array) => read(archive).map(({ path }) => path);
const malformed = { name: "ContentError", kind: "malformed" };

describe("an archive", () => {
  const archive = tar([
    { path: "dir/" },
    { path: "dir/file", content: "x".repeat(1300), mode: 0o755, modified: 12 },
    { path: "dir/link", symlink: "../x" },
    { path: "dir/hard", hardlink: "dir/file" },
  ]);
  for (const piece of [1, 7, 511, 512, 513, 100_000])
    it(`in pieces of ${piece} bytes tells its entries with their contents`, () => {
      const facts = read(archive, piece).map(
        ({ path, type, size, mode, modified, link, offset, content }) => {
          return [path, type, size, mode, modified, link, offset, content.length];
        },
      );
      assert.deepEqual(facts, [
        ["dir/", "directory", 0, 0o755, 1_700_000_000_000, "", 0, 0],
        ["dir/file", "file", 1300, 0o755, 12_000, "", 512, 1300],
        ["dir/link", "symlink", 0, 0o644, 1_700_000_000_000, "../x", 2560, 0],
        ["dir/hard", "hardLink", 0, 0o644, 1_700_000_000_000, "dir/file", 3072, 0],
      ]);
    });
  it("may do without its end, and goes on being ignored after it", () => {
    assert.deepEqual(paths(archive.subarray(0, -1024)), ["dir/", "dir/file", "dir/link", "dir/hard"]);
    assert.deepEqual(paths(Buffer.concat([archive, archive])), ["dir/", "dir/file", "dir/link", "dir/hard"]);
    assert.deepEqual(paths(new Uint8Array()), []);
  });
  it("R12 that breaks off within an entry is malformed, and what was told stays true", () => {
    for (const length of [100, 512 + 200, 1024 + 600, 2560 - 1])
      assert.throws(() => read(archive.subarray(0, length)), malformed, String(length));
  });
});

describe("what stands before an entry's header is said of that entry", () => {
  const file = rawEntry({ name: "short" }, "abc");
  it("extended headers, own ones over global ones", () => {
    const archive = Buffer.concat([
      paxHeader({ uid: "7", mtime: "1.5", gid: "3" }, "g"),
      paxHeader({ path: "a/long name", uid: "4294967296", size: "3" }),
      file,
      file,
      archiveEnd,
    ]);
    const facts = read(archive).map(({ path, uid, gid, modified, content, offset }) => {
      return [path, uid, gid, modified, content, offset];
    });
    assert.deepEqual(facts, [
      ["a/long name", 2 ** 32, 3, 1500, "abc", 1024],
      ["short", 7, 3, 1500, "abc", 3072],
    ]);
  });
  it("an empty value takes a global one back", () => {
    const archive = Buffer.concat([paxHeader({ path: "all" }, "g"), paxHeader({ path: "" }), file, file]);
    assert.deepEqual(paths(archive), ["short", "all"]);
  });
  it("GNU's long names and links, for one entry only", () => {
    const archive = Buffer.concat([
      rawEntry({ name: "././@LongLink", flag: "L" }, `${"n".repeat(700)}\0`),
      rawEntry({ name: "././@LongLink", flag: "K" }, `${"l".repeat(600)}\0`),
      rawHeader({ name: "cut", flag: "2", link: "cut" }),
      file,
    ]);
    const facts = read(archive).map(({ path, link }) => [path.length, link.length]);
    assert.deepEqual(facts, [
      [700, 600],
      [5, 0],
    ]);
  });
  it("R12 extensions that are too long are malformed, not kept", () => {
    assert.throws(() => read(rawHeader({ name: "x", flag: "L", size: 2 ** 30 })), malformed);
  });
});

describe("R12 odd entries", () => {
  const cases: readonly (readonly [name: string, header: Parameters<typeof rawHeader>[0], told: string])[] = [
    ["a name that leads out", { name: "../../etc/passwd" }, "file ../../etc/passwd"],
    ["an absolute name", { name: "/etc/passwd" }, "file /etc/passwd"],
    ["no name", { name: "" }, "file "],
    ["an old directory", { name: "dir/", flag: "\0" }, "directory dir/"],
    ["a kind that nobody knows", { name: "a", flag: "~" }, "file a"],
    ["a contiguous file", { name: "a", flag: "7" }, "file a"],
    [
      "a device",
      { name: "null", flag: "3", change: (block) => block.write("0000001\u00000000003\0", 329) },
      "character null 1,3",
    ],
    ["a directory that claims content", { name: "d/", flag: "5", size: 5000 }, "directory d/"],
    ["a link that claims content", { name: "l", flag: "1", link: "a", size: 5000 }, "hardLink l a"],
  ];
  for (const [name, header, told] of cases)
    it(name, () => {
      const archive = Buffer.concat([rawHeader(header), rawEntry({ name: "next" }, "abc"), archiveEnd]);
      const [first, next] = read(archive);
      assert.equal([first?.type, first?.path, first?.link].join(" ").trimEnd(), told.trimEnd());
      assert.deepEqual([next?.path, next?.content], ["next", "abc"]);
    });
});

describe("R12 holes that do not add up are malformed", () => {
  const sparse = (records: Record<string, string>, content: string) =>
    Buffer.concat([paxHeader(records), rawEntry({ name: "s" }, content), archiveEnd]);
  const map = (text: string, content = "") =>
    Buffer.concat([padded(text), Buffer.from(content)]).toString("latin1");
  const inside = {
    "GNU.sparse.major": "1",
    "GNU.sparse.minor": "0",
    "GNU.sparse.realsize": "10",
    "GNU.sparse.name": "n",
  };
  it("unlike those that do", () => {
    const [file] = read(sparse(inside, map("2\n0\n2\n8\n2\n", "abcd")));
    assert.deepEqual([file?.path, file?.size, file?.content], ["n", 10, "abcd"]);
    assert.deepEqual(file?.segments, [
      { at: 0, length: 2 },
      { at: 8, length: 2 },
    ]);
  });
  const bad: readonly (readonly [string, Buffer])[] = [
    ["parts in no order", sparse(inside, map("2\n8\n2\n0\n2\n", "abcd"))],
    ["parts beyond the file", sparse(inside, map("1\n8\n4\n", "abcd"))],
    ["parts that the archive does not hold", sparse(inside, map("1\n0\n9\n", "abcd"))],
    ["a map without end", sparse(inside, map("99\n0\n", ""))],
    ["a map of too many parts", sparse(inside, map("99999999\n", ""))],
    ["a map of words", sparse(inside, map("a\nb\nc\n", ""))],
    ["an odd list", sparse({ "GNU.sparse.map": "0,1,5", "GNU.sparse.size": "9" }, "a")],
    ["a list of words", sparse({ "GNU.sparse.map": "0,x", "GNU.sparse.size": "9" }, "a")],
    [
      "an old map without end",
      Buffer.concat([
        rawHeader({ name: "s", flag: "S", change: (block) => block.writeUInt8(1, 482) }),
        ...Array.from({ length: 4000 }, () => {
          const block = Buffer.alloc(512);
          for (let at = 0; at < 504; at += 24) block.write("00000000001\x000000000001\0", at);
          block.writeUInt8(1, 504);
          return block;
        }),
      ]),
    ],
  ];
  for (const [name, archive] of bad) it(name, () => assert.throws(() => read(archive), malformed));
});
