import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alignColumns } from "../../src/vscode/attached/columns.ts";

describe("columns", () => {
  it("stand one below the other, without blanks at the ends of lines", () => {
    const rows = [
      ["NAME", "SIZE", "TYPE"],
      ["bash", "7", ""],
      ["a", "1,000", "deb"],
    ];
    assert.deepEqual(alignColumns(rows), ["NAME  SIZE   TYPE", "bash  7", "a     1,000  deb"]);
    assert.deepEqual(alignColumns(rows, new Set([1])), [
      "NAME   SIZE  TYPE",
      "bash      7",
      "a     1,000  deb",
    ]);
    assert.deepEqual(alignColumns([]), []);
  });

  it("one long cell does not move all others away", () => {
    const [long, short] = alignColumns([
      ["x".repeat(200), "a"],
      ["y", "b"],
    ]);
    assert.equal(long, `${"x".repeat(200)}  a`);
    assert.equal(short, `y${" ".repeat(61)}b`);
  });

  it("R10: cells are one line of visible characters, cut", () => {
    const [line = ""] = alignColumns([["a\nb\u202Ec\u001B[1m", "z".repeat(400)]]);
    assert.equal(line, `a b\\u{202E}c\\u{1B}[1m  ${"z".repeat(300)}…`);
  });
});
