import assert from "node:assert/strict";
import { test } from "node:test";
import {
  flagValues,
  parseInstruction,
  splitBlanks,
  splitWords,
} from "../../../src/core/documents/dockerfileInstruction.ts";
import type { Escape } from "../../../src/core/documents/dockerfileLines.ts";
import { type Placed, placeSpans, spanOf } from "../../../src/core/documents/dockerfilePlaced.ts";

type Case = readonly [line: string, keyword: string, flags: readonly string[], args: string];

const cases: readonly Case[] = [
  ["FROM a", "from", [], "a"],
  [" \u00A0From\t\va b \u2003", "from", [], "a b"],
  ["RUN", "run", [], ""],
  ["", "", [], ""],
  ["RUN --a=1 --b x --c", "run", ["--a=1", "--b"], "x --c"],
  ["RUN --a -- --b x", "run", ["--a"], "--b x"],
  ["RUN --a --", "run", ["--a"], ""],
  ["RUN - x", "run", [], "- x"],
  ["RUN --a='b c'\"d\"e x", "run", ["--a=b cde"], "x"],
  ['RUN --a="b\'c" x', "run", ["--a=b'c"], "x"],
  ["RUN --a=b\\ c\\\\ x", "run", ["--a=b c\\"], "x"],
  ["RUN --a='b\\'c' x", "run", ["--a=b'c"], "x"],
  ['RUN --a="b x', "run", ["--a=b x"], ""],
  ["RUN --a=b\\", "run", ["--a=b"], ""],
  ['RUN "--a" x', "run", [], '"--a" x'],
  ["FROM\u00A0a", "from\u00A0a", [], ""],
];
for (const [line, keyword, flags, args] of cases)
  test(`takes ${JSON.stringify(line)} apart`, () => {
    const instruction = parse(line);
    assert.equal(instruction.keyword, keyword);
    assert.deepEqual(instruction.flags.map(textOf), flags);
    assert.equal(instruction.args.text, args);
  });

test("a flag's value stands where it is written", () => {
  const line = 'COPY --from="a b" --x --from=c --fromm=d e';
  const values = flagValues(parse(line), "from");
  assert.deepEqual(values.map(textOf), ["a b", "c"]);
  assert.deepEqual(values.map(spanOf), [
    { start: 13, end: 16 },
    { start: 29, end: 30 },
  ]);
});

test("with a backtick to escape, a backslash is text", () => {
  const instruction = parse("RUN --a=c:\\x`  b", "`");
  assert.deepEqual(instruction.flags.map(textOf), ["--a=c:\\x "]);
  assert.equal(instruction.args.text, "b");
});

test("blanks separate whatever is quoted", () => {
  assert.deepEqual(splitBlanks(placed(' a\t"b\v\fc"\r\\ d\u00A0e ')).map(textOf), [
    "a",
    '"b',
    'c"',
    "\\",
    "d\u00A0e",
  ]);
});

const words: readonly (readonly [string, readonly string[]])[] = [
  ["A=1  B", ["A=1", "B"]],
  ["A='b c' D", ["A='b c'", "D"]],
  ['A="b \\" c" D', ['A="b \\" c"', "D"]],
  ["A='b \\' D", ["A='b \\'", "D"]],
  ["A=b\\ c D", ["A=b\\ c", "D"]],
  ['A="\'" D', ['A="\'"', "D"]],
  ["A='b c", ["A='b c"]],
  ["A=b\\", ["A=b\\"]],
  ["A\u00A0B", ["A", "B"]],
  ["", []],
];
for (const [args, expected] of words)
  test(`splits ${JSON.stringify(args)} into ${expected.length} words`, () => {
    assert.deepEqual(splitWords(placed(args), "\\").map(textOf), expected);
  });

function parse(line: string, escapeUnit: Escape = "\\"): ReturnType<typeof parseInstruction> {
  return parseInstruction(placed(line), escapeUnit);
}

function placed(text: string): Placed {
  return placeSpans(text, [{ start: 0, end: text.length }]);
}

function textOf({ text }: Placed): string {
  return text;
}
