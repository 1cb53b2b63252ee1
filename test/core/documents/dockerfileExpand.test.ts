import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expansion } from "../../../src/core/documents/dockerfileExpand.ts";
import type { Escape } from "../../../src/core/documents/dockerfileLines.ts";
import { type Placed, placeSpans } from "../../../src/core/documents/dockerfilePlaced.ts";
import { Scope } from "../../../src/core/documents/dockerfileScope.ts";

/** Words, and what they become with V=1.27-alpine, E empty and U unset; null where a build would fail. */
const cases: readonly (readonly [string, string | null])[] = [
  ["a", "a"],
  ["", ""],
  ["$V", "1.27-alpine"],
  ["${V}x", "1.27-alpinex"],
  ["$V.x", "1.27-alpine.x"],
  ["a$U.b$E", "a.b"],
  ["$", "$"],
  ["a$.b", "a$.b"],
  ["$1a$?b$$c", "abc"],
  ["$12V", "V"],
  ["${V:-x}${E:-x}${U:-x}", "1.27-alpinexx"],
  ["${V-x}${E-x}${U-x}", "1.27-alpinex"],
  ["${V:+x}${E:+y}${U:+z}", "x"],
  ["${V+x}${E+y}${U+z}", "xy"],
  ["${V:?x}", "1.27-alpine"],
  ["${E?x}", ""],
  ["${E:?x}", null],
  ["${U?x}", null],
  ["${U:-${E:-${V}}}", "1.27-alpine"],
  ["${U:-'a b'\"c$V\"}", "a bc1.27-alpine"],
  ["${U:-a\\}b}", "a}b"],
  ["${V#1.}", "27-alpine"],
  ["${V#*.}", "27-alpine"],
  ["${V##*[.-]}", "1.27-alpine"],
  ["${V##*-}", "alpine"],
  ["${V%-*}", "1.27"],
  ["${V%%.*}", "1"],
  ["${V%x}", "1.27-alpine"],
  ["${V%${U:--alpine}}", "1.27"],
  ["${V#'1.'}", "27-alpine"],
  ['${V#"1."}', "27-alpine"],
  ["${V/-alpine/-slim}", "1.27-slim"],
  ["${V/[0-9]/x}", "1.27-alpine"],
  ["${V//?/x}", "xxxxxxxxxxx"],
  ["${V/./}", "127-alpine"],
  ["${V//./\\/}", "1\\/27-alpine"],
  ["${V/\\.x/y}", null],
  ["${U#x}${U/x/y}", ""],
  ["'$V'", "$V"],
  ['"$V"', "1.27-alpine"],
  ["a'b'\"c\"d", "abcd"],
  ["\\$V", "$V"],
  ["\\a\\\\b\\", "a\\b"],
  ['"\\a\\"\\$\\\\"', '\\a"$\\'],
  ["'\\a'", "\\a"],
  ["`a", "`a"],
  ["'a", null],
  ['"a', null],
  ['"a\\"', null],
  ["${V", null],
  ["${V:", null],
  ["${V:-x", null],
  ["${V/x}", null],
  ["${V/x/y", null],
  ["${V:=x}", null],
  ["${V=x}", null],
  ["${V:#x}", null],
  ["${V^^}", null],
  ["${}", null],
  ["${{V}}", null],
  ["${:-x}", null],
  ["${U:-'x}", null],
];
for (const [word, expected] of cases)
  test(`W05 ${word} becomes ${expected ?? "nothing"}`, () => {
    assert.equal(expand(word, "\\"), expected);
  });

test("W05 escapes by a backtick where that is asked for", () => {
  assert.equal(expand('c:\\`$V"`""`a', "`"), 'c:\\$V"a');
});

test("W05 escapes stay in a pattern, quoted or not", () => {
  const scope = new Scope("\\", "");
  scope.declare(placed("S='a*b*c?d'"));
  const become = (word: string) => becomes(scope, word);
  assert.equal(become("${S#a\\*}"), "b*c?d");
  assert.equal(become("${S%%\\*c*}"), "a*b");
  assert.equal(become("${S/\\?/x}"), "a*b*cxd");
  assert.equal(become("${S#'a\\*'}"), "a*b*c?d");
  assert.equal(become('${S#"a*"}'), "*b*c?d");
  assert.equal(become('${S#"a\\$"}'), null);
});

test("a value is complete when every variable in it has a value", () => {
  const scope = scopeWith("\\");
  const complete = (word: string) => expansionOf(scope, word)?.state === "complete";
  assert.deepEqual(["$V", "${U:-x}", "${U:+x}", "${U-}", "a"].map(complete), [true, true, true, true, true]);
  assert.deepEqual(["$U", "a${U}", "${U#x}", "${V/$U/x}", "${X:-$U}"].map(complete), [
    false,
    false,
    false,
    false,
    false,
  ]);
});

function expand(word: string, escapeUnit: Escape): string | null {
  return becomes(scopeWith(escapeUnit), word);
}

function scopeWith(escapeUnit: Escape): Scope {
  const scope = new Scope(escapeUnit, "");
  for (const argument of ["V=1.27-alpine", "E=", "U"]) scope.declare(placed(argument));
  return scope;
}

function becomes(scope: Scope, word: string): string | null {
  const expansion = expansionOf(scope, word);
  return expansion === undefined || expansion.state === "failed" ? null : expansion.value;
}

function expansionOf(scope: Scope, text: string): Expansion | undefined {
  const source = placed(text);
  const word = scope.parse(source);
  return word && scope.expand(word, source);
}

function placed(text: string): Placed {
  return placeSpans(text, [{ start: 0, end: text.length }]);
}
