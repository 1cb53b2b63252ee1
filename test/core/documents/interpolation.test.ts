// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose writes its variables like this
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  expand,
  parseTemplate,
  settingsIn,
  tailDefault,
  tailSetting,
} from "../../../src/core/documents/interpolation.ts";

/** Value, then what compose makes of it in an empty environment; null where it has no value or refuses it. */
const expansions: readonly (readonly [string, string | null])[] = [
  ["nginx:1", "nginx:1"],
  ["", ""],
  ["a$$b", "a$b"],
  ["$$$$", "$$"],
  ["$", "$"],
  ["a$1", "a$1"],
  ["$-b", "$-b"],
  ["$a-b", null],
  ["${V}", null],
  ["${_v1}x", null],
  ["${V:-d}", "d"],
  ["${V-d}", "d"],
  ["${V:-}", ""],
  ["${V-}x", "x"],
  ["${V:?e}", null],
  ["${V?e}", null],
  ["a${V:+x}b", "ab"],
  ["a${V+x}b", "ab"],
  ["${A:-${B:-${C:-x}}}y${D:-z}", "xyz"],
  ["${A:-a${B}}", null],
  ["${A:-$$b}", "$b"],
  ["${A:-b:?c}", "b:?c"],
  ["${A:-{b}}", "{b}"],
  ["${A:-a}}", "a}"],
  ["${a:-1}.${b:-2}", "1.2"],
];

for (const [value, expected] of expansions)
  test(`W05: ${JSON.stringify(value)} expands as compose does`, () => {
    const template = parseTemplate(value);
    assert.ok(template !== undefined);
    assert.equal(expand(template) ?? null, expected);
  });

for (const value of ["a${", "${}", "${A", "${A:-${B}", "${a b}", "${A:x}", "${1}", "x${A:-${}}", "$${A}${"])
  test(`W05: ${JSON.stringify(value)} is refused, as compose does`, () => {
    assert.equal(parseTemplate(value), undefined);
  });

/** Value, then the prefix and the default that a tail stands in. */
const tails: readonly (readonly [string, string, string])[] = [
  ["${V:-nginx:1}", "", "nginx:1"],
  ["nginx:${V-1.27}", "nginx:", "1.27"],
  ["${A:-${B:-x}}", "", "x"],
  ["r/${A:-n:${B:-1}}", "r/n:", "1"],
  ["a$$${V:-b}", "a$", "b"],
];

for (const [value, prefix, text] of tails)
  test(`W05: ${value} ends with the default ${text}`, () => {
    const tail = tailDefault(parseTemplate(value) ?? []);
    assert.ok(tail !== undefined);
    assert.deepEqual([tail.prefix, value.slice(tail.span.start, tail.span.end)], [prefix, text]);
  });

for (const value of [
  "",
  "a",
  "${V}",
  "${V:-}",
  "${V:-a}b",
  "${A:-a}${B:-b}",
  "${A}${B:-b}",
  "${V:+a}",
  "${V:-${W}}",
])
  test(`W05: ${JSON.stringify(value)} has no default at its end`, () => {
    assert.equal(tailDefault(parseTemplate(value) ?? []), undefined);
  });

test("W05: defaults nested without end, and a megabyte of variables, come to an end", () => {
  assert.equal(parseTemplate("${A:-".repeat(200_000)), undefined);
  assert.equal(parseTemplate(`${"${A:-".repeat(33)}x${"}".repeat(33)}`), undefined);
  assert.equal(expand(parseTemplate(`${"${A:-".repeat(32)}x${"}".repeat(32)}`) ?? []), "x");
  assert.equal(parseTemplate("${A}".repeat(1 << 18))?.length, 1 << 18);
});

/** Value, what it is with A=1, E empty and U unknown, and the prefix and the setting that its tail has. */
const settings: readonly (readonly [value: string, expanded: string | null, tail?: string])[] = [
  ["x:$A", "1", "x: A"],
  ["x:${A}", "1", "x: A"],
  ["x:${A:-d}", "1", "x: A"],
  ["x:${A-d}", "1", "x: A"],
  ["x:${A:?e}", "1", "x: A"],
  ["x:${E?e}", "", "x: E"],
  ["x:${E:?e}", null],
  ["x:${E-d}", "", "x: E"],
  ["x:${E:-d}", "d"],
  ["x:${E:-${A}}", "1", "x: A"],
  ["x:${E:-y${A}}", "y1", "x:y A"],
  ["x:${A:+r}", "r"],
  ["x:${E:+r}", ""],
  ["x:${E+r$A}", "r1", "x:r A"],
  ["x:${U:-d}", null, "x: U"],
  ["x:${N:-d}", "d"],
  ["x:$A-b", "1-b"],
];

for (const [value, expanded, tail] of settings)
  test(`${JSON.stringify(value)} takes what is set`, () => {
    const known = new Map<string, string | undefined>([
      ["A", "1"],
      ["E", ""],
      ["U", undefined],
    ]);
    const template = parseTemplate(value, (name) =>
      known.has(name) ? { name, path: ".env", value: known.get(name), tail: undefined } : undefined,
    );
    assert.ok(template !== undefined);
    assert.equal(expand(template) ?? null, expanded === null ? null : `x:${expanded}`);
    const found = tailSetting(template);
    assert.equal(found && `${found.prefix} ${found.setting.name}`, tail);
    if (tail !== undefined) assert.deepEqual(settingsIn(template), [found?.setting]);
  });
