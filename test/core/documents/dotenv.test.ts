// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose writes its variables like this
import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { parseDotenv } from "../../../src/core/documents/dotenv.ts";

/** The text, then each assignment: name, text, and what is said of it. */
const rows: readonly (readonly [string, ...string[]])[] = [
  [""],
  ["# only a comment"],
  ["A=1", "A=1"],
  ["A=", "A="],
  ["A", ""],
  ["A=1\nB=2", "A=1", "B=2"],
  ["\n\n  A = 1  \r\n\t B:2 # c\r\n", "A=1", "B=2"],
  ["A=1#2 #3 #4", "A=1#2"],
  ["A=a'b'", "A=a'b'"],
  ["A='b\\'c'\nB=1", "A=b'c literal escaped", "B=1"],
  ["A='${B}\\n'", "A=${B}\\n literal escaped"],
  ['A="b\\n\\$c\\"" # d', 'A=b\n$$c" escaped'],
  ['A="\\0101\\x\\c\\\\"', "A=A\\x\\c\\ escaped"],
  ['A="1" B=2', "A=1", "B=2"],
  ['A="1\n2"\nB=3', "A=1\n2", "B=3"],
  ['A="1\nB=2', "B=2"],
  ["A B=1\nC=2", "C=2"],
  ["A!=1\nC=2", "C=2"],
  ["=1\nC=2", "C=2"],
  ["export A=1\nexport B\nexported=2", "A=1", "exported=2"],
  ["a.b-c[0]=1\n1A=2\n\u00E4=3", "a.b-c[0]=1", "\u00E4=3"],
];

for (const [text, ...expected] of rows)
  test(`${JSON.stringify(text)} is read as compose reads it`, () => {
    const found = parseDotenv(text);
    const words = found.map(({ name, text: value, literal, verbatim }) =>
      [`${name}=${value}`, ...(literal ? ["literal"] : []), ...(verbatim ? [] : ["escaped"])].join(" "),
    );
    assert.deepEqual(
      words,
      expected.filter((line) => line !== ""),
    );
    for (const { text: value, span, verbatim } of found)
      if (verbatim) assert.equal(text.slice(span.start, span.end), value);
  });

describe("hostile files end", () => {
  const hostile: readonly (readonly [name: string, text: string])[] = [
    ["too long", "A=1\n".repeat(20_000)],
    ["blanks", " \n".repeat(30_000)],
    ["a quote that is never closed", `A="${"\\".repeat(60_001)}`],
    ["names without an end", "a".repeat(65_000)],
  ];
  for (const [name, text] of hostile) it(name, () => assert.deepEqual(parseDotenv(text), []));
});
