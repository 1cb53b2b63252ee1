import assert from "node:assert/strict";
import { test } from "node:test";
import { replace, trimEnd, trimStart } from "../../../src/core/documents/dockerfilePattern.ts";

type Case = readonly [value: string, pattern: string, expected: string | undefined];

const starts: readonly Case[] = [
  ["abcabc", "a", "bcabc"],
  ["abcabc", "b", "abcabc"],
  ["abcabc", "*b", "cabc"],
  ["abcabc", "#*b", "c"],
  ["abcabc", "#*", ""],
  ["abcabc", "*", "abcabc"],
  ["abcabc", "a*c", "abc"],
  ["abcabc", "#a*c", ""],
  ["abcabc", "?b?", "abc"],
  ["abcabc", "abcabcd", "abcabc"],
  ["abcabc", "#**c*", ""],
  ["a*b?c", "a\\*b\\?", "c"],
  ["a\\b", "a\\\\", "b"],
  ["a/}b", "a\\/\\}", "b"],
  ["a.b", "a?", "b"],
  ["aXb", "a.", "aXb"],
  ["a", "\\a", undefined],
  ["a", "a\\", undefined],
  ["", "*", ""],
];
for (const [value, pattern, expected] of starts)
  test(`\${V#${pattern}} of ${value} is ${expected}`, () => {
    assert.equal(trimStart(value, pattern), expected);
  });

const ends: readonly Case[] = [
  ["abcabc", "c", "abcab"],
  ["abcabc", "b*", "abca"],
  ["abcabc", "%b*", "a"],
  ["abcabc", "%*", ""],
  ["abcabc", "a", "abcabc"],
  ["abcabc", "?b?", "abc"],
  ["ab*c", "\\*c", "ab"],
  ["ab", "\\b", undefined],
];
for (const [value, pattern, expected] of ends)
  test(`\${V%${pattern}} of ${value} is ${expected}`, () => {
    assert.equal(trimEnd(value, pattern), expected);
  });

const replacements: readonly (readonly [string, string, string, string | undefined, string | undefined])[] = [
  ["abcabc", "b", "x", "axcabc", "axcaxc"],
  ["abcabc", "b*", "x", "ax", "ax"],
  ["abcabc", "a?", "", "cabc", "cc"],
  ["abcabc", "d", "x", "abcabc", "abcabc"],
  ["abc", "", "x", "xabc", "xaxbxcx"],
  ["abc", "*", "x", "x", "x"],
  ["aab", "a", "$1", "$1ab", "$1$1b"],
  ["", "*", "x", "x", "x"],
  ["a", "\\a", "x", undefined, undefined],
];
for (const [value, pattern, replacement, first, all] of replacements)
  test(`\${V/${pattern}/${replacement}} of ${value} is ${first}, of all ${all}`, () => {
    assert.equal(replace(value, pattern, replacement, false), first);
    assert.equal(replace(value, pattern, replacement, true), all);
  });

test("W05 many stars that match nothing take no longer than the product of both lengths", () => {
  assert.equal(trimStart("a".repeat(2000), `#${"*a".repeat(200)}b`), "a".repeat(2000));
});
