// biome-ignore-all lint/suspicious/noTemplateCurlyInString: bake writes its variables like this
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readBake } from "../../../src/core/documents/bake.ts";

const image = 'contexts = { b = "docker-image://a:1" }';
const both = ["linux/amd64", "linux/arm64/v8"];
const list = JSON.stringify(both);

describe("the platforms that a bake target is built for", () => {
  const table: readonly (readonly [text: string, platforms: readonly string[] | undefined])[] = [
    [`target "a" {\n  platforms = ${list}\n  ${image}\n}\n`, both],
    [`target "a" {\n  ${image}\n  platforms = ["linux/amd64"]\n}\n`, undefined],
    [`target "a" {\n  ${image}\n}\ntarget "b" {\n  platforms = ${list}\n}\n`, undefined],
    [`target "a" {\n  ${image}\n  inherits = ["b"]\n}\ntarget "b" {\n  platforms = ${list}\n}\n`, both],
    [
      `target "a" {\n  ${image}\n  inherits = ["b", "c"]\n}\ntarget "b" {\n  platforms = ${list}\n}\ntarget "c" {\n  platforms = ["linux/386"]\n}\n`,
      undefined,
    ],
    [`target "a" {\n  ${image}\n  inherits = ["b"]\n}\ntarget "b" {\n  inherits = ["a"]\n}\n`, undefined],
    [`target "a" {\n  ${image}\n  platforms = split(",", "linux/\${X}")\n}\n`, undefined],
    [`target "a" {\n  platforms = ${list}\n  args = { BASE_IMAGE = "a:1" }\n}\n`, both],
    [`target "a" {\n  platforms = ${list}\n  dockerfile-inline = "FROM a:1"\n}\n`, both],
    [
      `target "a" {\n  platforms = ${list}\n  dockerfile-inline = "FROM --platform=linux/386 a:1"\n}\n`,
      undefined,
    ],
    [`group "a" {\n  platforms = ${list}\n  ${image}\n}\n`, undefined],
    [`{"target": {"a": {"platforms": ${list}, "contexts": {"b": "docker-image://a:1"}}}}`, both],
    [
      `{"target": {"a": {"inherits": ["c"], "contexts": {"b": "docker-image://a:1"}}, "c": {"platforms": ${list}}}}`,
      both,
    ],
  ];
  for (const [text, platforms] of table)
    it(text.replaceAll(/\s+/g, " "), () => {
      const { occurrences } = readBake(text);
      assert.deepEqual(
        occurrences.map(({ reference, platforms }) => [reference, platforms]),
        [["a:1", platforms]],
      );
    });
});
