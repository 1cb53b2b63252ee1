import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parsePax, paxNumber, paxTime } from "../../../src/core/files/pax.ts";

const records = (text: string) => [...parsePax(Buffer.from(text))];

describe("an extended header", () => {
  it("is a list of records; the last of a keyword counts, those of sparse maps are joined", () => {
    assert.deepEqual(records("12 path=a/b\n11 path=é\n"), [["path", "é"]]);
    assert.deepEqual(records("20 path=two\nlines=x\n"), [["path", "two\nlines=x"]]);
    assert.deepEqual(records("13 comment=x\n26 SCHILY.xattr.user.a=b\n\n"), []);
    assert.deepEqual(records("23 GNU.sparse.offset=0\n23 GNU.sparse.offset=9\n"), [
      ["GNU.sparse.offset", "0,9"],
    ]);
    assert.deepEqual(records(""), []);
  });
  for (const text of [
    "x",
    "12 path=a/b",
    "11 path=a/b\n",
    "13 path=a/b\n",
    "0 a=b\n",
    "6 ab\n\n",
    "99999999999 a=b\n",
    " a=b\n",
    "-5 a=b\n",
  ])
    it(`R12 ${JSON.stringify(text)} is none`, () =>
      assert.throws(() => records(text), { kind: "malformed" }));
});

it("numbers and times of extended headers", () => {
  const header = new Map([
    ["size", "9000000000"],
    ["empty", ""],
    ["mtime", "-12.75"],
    ["bad", "0x10"],
    ["huge", "99999999999999999"],
  ]);
  assert.equal(paxNumber(header, "size"), 9_000_000_000);
  assert.equal(paxNumber(header, "empty"), undefined);
  assert.equal(paxNumber(header, "absent"), undefined);
  assert.equal(paxTime(header, "mtime"), -12.75);
  for (const key of ["bad", "huge", "mtime"])
    assert.throws(() => paxNumber(header, key), { kind: "malformed" });
  for (const key of ["bad", "huge"]) assert.throws(() => paxTime(header, key), { kind: "malformed" });
});
