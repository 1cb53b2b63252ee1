import assert from "node:assert/strict";
import { test } from "node:test";
import { type Draft, draftAt, judgeVariables, withSites } from "../../../src/core/documents/variableImage.ts";
import { Variables } from "../../../src/core/documents/variables.ts";

const find = (text: string) =>
  [...text.matchAll(/\$([A-Z])/g)].map(({ 1: name, index }) => ({ name, start: index, end: index + 2 }));

/** Reads lines: `A=value` gives a variable its value, `>value` is an image, any other is some other text. */
function read(text: string): readonly string[] {
  const written = (line: string, from: number) => {
    const start = text.indexOf(line) + from;
    const value = line.slice(from);
    return { value, origins: Int32Array.from({ length: value.length + 1 }, (_, i) => start + i) };
  };
  const lines = text.split("\n");
  const values = lines.flatMap((line) =>
    /^[A-Z]=/.test(line) ? [[line.charAt(0), written(line, 2)] as const] : [],
  );
  const variables = new Variables(find, new Map(values));
  const drafts: readonly Draft[] = lines
    .filter((line) => line.startsWith(">"))
    .flatMap((line) => draftAt(text, written(line, 1), judgeVariables(line.slice(1), variables)) ?? []);
  return withSites(text, drafts, find).map(({ reference, reason, editAt }) =>
    [reference, reason ?? text.slice(editAt?.start, editAt?.end)].join(" "),
  );
}

const rows: readonly (readonly [name: string, text: string, ...expected: string[]])[] = [
  ["a whole reference", "A=a:1\n>$A", "a:1 a:1"],
  ["a whole tag", "A=1\n>a:$A", "a:1 1"],
  ["a tag's end", "A=1\n>a:x$A", "a:x1 composed"],
  ["a name's end, and no tag", "A=a\n>h/$A", "h/a composed"],
  ["a name's end, with a tag", "A=a:1\n>h/$A", "h/a:1 a:1"],
  ["two images of one repository", "A=1\n>a:$A\n>library/a:$A", "a:1 1", "library/a:1 1"],
  ["two of several", "A=1\n>a:$A\n>b:$A", "a:1 sharedSource", "b:1 sharedSource"],
  ["text besides", "A=1\n>a:$A\nrun $A", "a:1 sharedSource"],
  ["a value that leads on", "A=a:$B\nB=1\n>$A", "a:1 1"],
  ["a value that leads on, and is used besides", "A=a:$B\nB=1\n>$A\nrun $A", "a:1 sharedSource"],
  ["no value", ">$A", " noValue"],
  ["an empty value", "A=\n>$A", " noValue"],
  ["no reference", "A=?\n>$A", " notAReference"],
];

for (const [name, text, ...expected] of rows) test(name, () => assert.deepEqual(read(text), expected));
