import assert from "node:assert/strict";
import { test } from "node:test";
import { readDockerfile } from "../../../src/core/documents/dockerfile.ts";
import { escapeOf } from "../../../src/core/documents/dockerfileDirectives.ts";
import { checkReading } from "../../support/readings.ts";

const syntaxes: readonly (readonly [string, string])[] = [
  ["a syntax", "# syntax=«docker/dockerfile:1»\n"],
  ["a syntax without blanks", "#syntax=«a/b:1»"],
  ["a syntax with blanks and a carriage return", "#\t SyNtAx\t =  «a/b:1» \t\r\n"],
  ["the first word of a syntax", "# syntax=«a/b:1» more words\n"],
  ["a syntax behind other directives", "# escape=`\n# check=skip=all\n# syntax=«a/b:1»\n"],
  ["a syntax behind a shebang", "#!/usr/bin/docker build\n# syntax=«a/b:1»\n"],
  ["a syntax behind two slashes", "// syntax=«a/b:1»\n"],
  ["a syntax behind two slashes and a shebang", "#!/bin/sh\n//check=x\n//syntax = «a/b:1»\n"],
  ["a syntax in JSON", '{ "a": ["syntax", {"syntax": "b"}], "syntax": "«a/b:1»" }'],
  ["a syntax in JSON behind a shebang", '#!/bin/sh\n{"syntax":"«a/b:1»","x":"syntax"}\n'],
];
for (const [name, notation] of syntaxes)
  test(`finds ${name}`, () => {
    const reference = notation.includes("docker/") ? "docker/dockerfile:1" : "a/b:1";
    checkReading(readDockerfile, notation, [`pinnable ${reference}`]);
  });

const none: readonly (readonly [string, string])[] = [
  ["behind a comment", "# hello\n# syntax=a/b:1\n"],
  ["behind an unknown directive", "# hello=world\n# syntax=a/b:1\n"],
  ["behind an empty line", "\n# syntax=a/b:1\n"],
  ["behind an instruction", "FROM «scratch»\n# syntax=a/b:1\n"],
  ["behind white space", "  # syntax=a/b:1\n"],
  ["behind white space and two slashes", "  // syntax=a/b:1\n"],
  ["behind a directive without a value", "# check=\n# syntax=a/b:1\n"],
  ["behind a directive that is repeated", "# check=x\n# check=y\n# syntax=a/b:1\n"],
  ["without a value", "# syntax=\n"],
  ["with a blank value", "# syntax=  \n"],
  ["on the next line", "# syntax\n=a/b:1\n"],
  ["behind mixed marks", "# escape=`\n// syntax=a/b:1\n"],
  ["in JSON that is none", '{ "syntax": "a/b:1" '],
  ["in JSON that is no object", '["syntax", "a/b:1"]'],
  ["in JSON with escapes", '{ "syntax": "a\\/b:1" }'],
  ["in JSON deeper down", '{ "x": { "syntax": "a/b:1" } }'],
  ["in JSON that is no text", '{ "syntax": 1 }'],
];
for (const [name, notation] of none)
  test(`finds no syntax ${name}`, () => {
    checkReading(readDockerfile, notation, notation.includes("«") ? ["scratch"] : []);
  });

test("the first of two syntaxes counts, in JSON the last", () => {
  checkReading(readDockerfile, "# syntax=«a»\n# syntax=b\n", ["pinnable a"]);
  checkReading(readDockerfile, '{"syntax":"a","syntax":"«b»"}', ["pinnable b"]);
});

test("says that a syntax is no reference", () => {
  checkReading(readDockerfile, "# syntax=«a//b»", ["invalid (notAReference)"]);
});

const escapes: readonly (readonly [string, string])[] = [
  ["# escape=`\n", "`"],
  ["# escape=`", "`"],
  ["  #\tESCAPE = ` \r\n", "`"],
  ["# syntax=x\n# escape=`\n", "`"],
  ["# escape=\\\n", "\\"],
  ["# escape=``\n", "\\"],
  ["# escape=x\n", "\\"],
  ["# a comment\n# escape=`\n", "\\"],
  ["#!/bin/sh\n# escape=`\n", "\\"],
  ["\n# escape=`\n", "\\"],
  ["// escape=`\n", "\\"],
  ["# escape=\\\n# escape=`\n", "\\"],
  ["", "\\"],
];
for (const [text, expected] of escapes)
  test(`W08 escapes by ${expected} in ${JSON.stringify(text)}`, () => {
    assert.equal(escapeOf(text), expected);
  });
