import assert from "node:assert/strict";
import { it } from "node:test";
import { printColumns, printJson, remark } from "../../src/cli/output.ts";
import { placeOf } from "../../src/cli/place.ts";

const printed = (print: (sink: { write(text: string): void }) => void): string => {
  let text = "";
  print({
    write: (part) => {
      text += part;
    },
  });
  return text;
};

it("JSON is read back as it was, and no terminal acts on it (R10)", () => {
  const value = { label: "a\u001B[31m\u009B31m\u202Eb\u2028\uFEFF", __proto: "x" };
  const text = printed((sink) => printJson(sink, value));
  assert.deepEqual(JSON.parse(text), value);
  assert.match(text, /^[\n\x20-\x7E]*$/);
});

it("columns are as wide as their widest cell, and figures stand on the right", () => {
  const rows = [
    ["#", "NAME", "X"],
    ["10", "a", "long"],
  ];
  assert.equal(
    printed((sink) => printColumns(sink, rows, new Set([0]))),
    " #  NAME  X\n10  a     long\n",
  );
});

it("hostile text in a column or a remark is made visible (R10)", () => {
  assert.equal(
    printed((sink) => printColumns(sink, [["a\u001B[2J\nb"]])),
    "a\\u{1B}[2J b\n",
  );
  assert.equal(
    printed((stderr) => remark({ stderr }, "x\u009B\ny")),
    "mooring: x\\u{9B} y\n",
  );
});

it("a place is a line and a column, both from 1", () => {
  const text = "ab\r\ncd\n";
  const places = [0, 2, 4, 5, 7].map((offset) => placeOf(text, offset));
  assert.deepEqual(places, ["1:1", "1:3", "2:1", "2:2", "3:1"]);
});
