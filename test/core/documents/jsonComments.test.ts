import assert from "node:assert/strict";
import { test } from "node:test";
import { hideComments } from "../../../src/core/documents/jsonComments.ts";

const rows: readonly (readonly [name: string, text: string, hidden: string])[] = [
  ["nothing to hide", '{"a": 1}', '{"a": 1}'],
  ["to the line's end", '{"a": 1} // b\n// c\r\n{', '{"a": 1}     \n    \r\n{'],
  ["over several lines", "{/* a\n*b\r\n**/}", "{    \n  \r\n   }"],
  [
    "what looks like a comment in a string",
    '{"a": "http://b/*", "c": "\\"//"}',
    '{"a": "http://b/*", "c": "\\"//"}',
  ],
  ["quotes in a comment", '/* " */ "a" // "\n"b"', '        "a"     \n"b"'],
  ["a string that is not closed", '"a // b\n// c', '"a // b\n    '],
  ["a comment that is not closed", "1 /* a\nb", "1     \n "],
  ["a slash alone", "1 / 2 /", "1 / 2 /"],
];

for (const [name, text, hidden] of rows)
  test(name, () => {
    assert.equal(hideComments(text), hidden);
    assert.equal(hidden.length, text.length);
  });
