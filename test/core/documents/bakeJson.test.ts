import assert from "node:assert/strict";
import { test } from "node:test";
import { readBakeJson } from "../../../src/core/documents/bakeJson.ts";

test("strings in maps, with the keys that lead to them", () => {
  const { strings, limit } = readBakeJson('{"a": {"b": "c", "d": {"e": "f"}}, "g": ["h"], "i": null}');
  assert.equal(limit, undefined);
  assert.deepEqual(
    strings.map(({ path, value, whole }) => [path.join("."), value, whole]),
    [
      ["a.b", "c", true],
      ["a.d.e", "f", true],
    ],
  );
});

test("W01: a map that holds itself is read once", () => {
  const { strings } = readBakeJson('{"a": &x {"b": *x, "c": "d", "e": [*x]}}');
  assert.deepEqual(
    strings.map(({ path }) => path.join(".")),
    ["a.c"],
  );
});

test("broken text is read as far as it goes", () => {
  const { strings, limit } = readBakeJson('{"a": "b", "c": {"d": "e"');
  assert.deepEqual([strings.map(({ value }) => value), limit], [["b", "e"], "malformed"]);
});
