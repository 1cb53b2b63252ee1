import assert from "node:assert/strict";
import { test } from "node:test";
import { readHcl } from "../../../src/core/documents/hcl.ts";

/** Each string as `path = text`, with "..." behind those that are not the whole value. */
function stringsOf(text: string): readonly string[] {
  const { strings, limit } = readHcl(text);
  assert.equal(limit, undefined);
  return strings.map(
    ({ path, start, end, whole }) => `${path.join(".")} = ${text.slice(start, end)}${whole ? "" : "..."}`,
  );
}

const rows: readonly (readonly [name: string, text: string, ...strings: string[]])[] = [
  ["an attribute", 'a = "b"', "a = b"],
  ["blocks with labels", 'target "x" {\n  a = "b"\n}\nc = "d"', "target.x.a = b", "c = d"],
  ["a block within a block", 'f "x" {\n g {\n  a = "b"\n }\n c = "d"\n}', "f.x.g.a = b", "f.x.c = d"],
  [
    "objects, with both signs and names in quotes",
    'a = { "b" = "c", d: "e"\n f = "g" }\nh = "i"',
    "a.b = c",
    "a.d = e",
    "a.f = g",
    "h = i",
  ],
  ["a list", 'a = ["b", "c",\n "d"]\ne = "f"', "a = b...", "a = c...", "a = d...", "e = f"],
  ["objects in a list", 'a = [{ b = "c" }, { b = "d" }]', "a.b = c", "a.b = d"],
  ["a function", 'a = upper("b")\nc = join(",", ["d"])', "a = b...", "c = ,...", "c = d..."],
  ["a condition", 'a = X == "b" ? "c" : "d"\ne = "f"', "a = b...", "a = c...", "a = d...", "e = f"],
  ["a condition in an object", 'a = { "b" = X != "" ? "c" : "d" }', "a.b = ...", "a.b = c...", "a.b = d..."],
  ["an operator behind the string", 'a = "b" == X', "a = b..."],
  [
    "comments",
    '# a = "b"\n// a = "b"\n/* a = "b"\n*/ a = "c" # "d"\ne = "f" // g\nh = "i" /* j */',
    "a = c",
    "e = f",
    "h = i",
  ],
  [
    "interpolations with strings in them",
    'a = "b${c ? "d" : "${e}"}f"\ng = "h"',
    'a = b${c ? "d" : "${e}"}f',
    "g = h",
  ],
  [
    "escapes",
    'a = "b\\"c"\nd = "$${e"\nf = "%%{g"\nh = "%{if x}y%{endif}"',
    'a = b\\"c',
    "d = $${e",
    "f = %%{g",
    "h = %{if x}y%{endif}",
  ],
  [
    "heredocs",
    'a = <<EOT\nb "c"\nEOTX\n EOT\nd = <<-E-F\r\n  e\r\n  E-F\r\ng = "h"',
    'a = b "c"\nEOTX\n',
    "d =   e\r\n",
    "g = h",
  ],
  ["a heredoc in a list", 'a = [<<E\nb\nE\n, "c"]', "a = b\n...", "a = c..."],
  ["a string that is not closed ends with its line", 'a = "b\nc = "d"', "a = b", "c = d"],
  ["an interpolation that is not closed, too", 'a = "${b\nc = "d"', "a = ${b", "c = d"],
  ["a heredoc that is not closed", "a = <<E\nb\n", "a = b\n"],
  ["a bracket that is not closed or not open", 'a = ["b"\n}\n]\nc = "d"', "a = b...", "c = d"],
  ["a bracket that is not open at the top", '}\na = "b"', "a = b"],
  ["an attribute behind a block in its line", 'a {} b = "c"', "b = c"],
  ["a string behind a list", 'a = [x] == "b"\nc = "d"', "a = b...", "c = d"],
  ["strings in both kinds of template", 'a = "%{ if "b" }c"\nd = "${"e"}"', 'a = %{ if "b" }c', 'd = ${"e"}'],
  ["nothing", ""],
];

for (const [name, text, ...strings] of rows) test(name, () => assert.deepEqual(stringsOf(text), strings));

test("W02 W03: depth and length are limited", () => {
  assert.equal(readHcl("a = ".concat("[".repeat(1000))).limit, "tooDeep");
  assert.equal(readHcl("a = ".concat("[".repeat(90), '"b"')).strings.length, 1);
  assert.equal(readHcl(" ".repeat((1 << 20) + 1)).limit, "tooLarge");
  assert.equal(readHcl(" ".repeat(1 << 20)).limit, undefined);
});
