import assert from "node:assert/strict";
import { test } from "node:test";
import { readDockerfile } from "../../../src/core/documents/dockerfile.ts";
import { DockerfileLines } from "../../../src/core/documents/dockerfileLines.ts";
import { checkReading } from "../../support/readings.ts";

type Case = readonly [promise: string, text: string, lines: readonly string[]];

const cases: readonly Case[] = [
  ["leaves comments and empty lines out", "# a\n\n  # b\nX\n \t\nY", ["X", "Y"]],
  ["takes indentation off", " \t X \n", ["X "]],
  ["joins continued lines", "X \\\ny\\\nz\nW", ["X yz", "W"]],
  ["keeps the indentation of continued lines", "X\\\n  y", ["X  y"]],
  ["lets blanks follow the escape character", "X \\ \t\ny", ["X y"]],
  ["skips comments between continued lines", "X \\\n# a \\\n  # b\ny", ["X y"]],
  ["skips empty lines between continued lines", "X \\\n\n  \n\ny", ["X y"]],
  ["a doubled escape character continues nothing", "X \\\\\nY", ["X \\\\", "Y"]],
  ["a tripled escape character continues nothing", "X \\\\\\\nY", ["X \\\\\\", "Y"]],
  ["an escape character alone continues", "\\\nX", ["X"]],
  ["an indented escape character alone continues", "X \\\n \\\ny", ["X  y"]],
  ["a comment is not continued", "# a \\\nX", ["X"]],
  ["the end ends a continued line", "X \\", ["X "]],
  ["an escape character inside is text", "X \\ y\nZ", ["X \\ y", "Z"]],
  ["CRLF ends lines", "X \\\r\ny\r\n\r\nZ\r\n", ["X y", "Z"]],
  ["W08 a carriage return alone ends no line", "X\rY\r", ["X\rY"]],
  ["other white space is no line", "\u00A0\u2003\n\x85X", ["X"]],
  ["a byte order mark is no white space", "\uFEFFX", ["\uFEFFX"]],
];
for (const [promise, text, lines] of cases)
  test(promise, () => {
    assert.deepEqual(linesOf(text, "\\"), lines);
  });

test("W08 with a backtick to escape, a backslash continues nothing", () => {
  assert.deepEqual(linesOf("X `\ny \\\nZ", "`"), ["X y \\", "Z"]);
  checkReading(readDockerfile, "# escape=`\nFROM --platform=windows `\n «a»\nRUN dir c:\\\nFROM «b»", [
    "pinnable a",
    "pinnable b",
  ]);
});

test("every unit of a line has its place", () => {
  const text = "  X \\\n# a\n y";
  const line = new DockerfileLines(text, "\\").next();
  assert.equal(line?.text, "X  y");
  assert.deepEqual([...(line?.places ?? [])], [2, 3, 10, 11]);
});

test("W08 a continued line that begins with FROM is no instruction", () => {
  checkReading(readDockerfile, "FROM «a»\nRUN x \\\nFROM b\nFROM «c»", ["pinnable a", "pinnable c"]);
});

test("W08 finds the image on a continued line", () => {
  checkReading(readDockerfile, "FROM \\\r\n  # here it comes\r\n\r\n  «a:1» \\\r\n  AS b\r\nFROM «b»", [
    "pinnable a:1",
    "stage",
  ]);
});

test("W08 finds the first image only when carriage returns end the lines", () => {
  checkReading(readDockerfile, "FROM «a»\rFROM b\r", ["pinnable a"]);
});

function linesOf(text: string, escapeUnit: "\\" | "`"): readonly string[] {
  const lines = new DockerfileLines(text, escapeUnit);
  const found: string[] = [];
  for (let line = lines.next(); line !== undefined; line = lines.next()) found.push(line.text);
  return found;
}
