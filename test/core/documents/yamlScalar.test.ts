import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isMap, isScalar, type Scalar } from "yaml";
import { parseYaml } from "../../../src/core/documents/yaml.ts";
import { sliceWritten, spanOf, written } from "../../../src/core/documents/yamlScalar.ts";

function scalarOf(text: string): Scalar {
  const root = parseYaml(text).documents[0]?.root;
  const value = isMap(root) ? root.items[0]?.value : root;
  assert.ok(isScalar(value));
  return value;
}

/** The document's text for each visible character of the scalar's value, "|" between them. */
function places(text: string): string | undefined {
  const found = written(text, scalarOf(text));
  if (found === undefined) return undefined;
  return [...found.value]
    .flatMap((character, i) => {
      const { start, end } = spanOf(sliceWritten(found, i, i + 1));
      return /[ \n\t]/.test(character) ? [] : [text.slice(start, end)];
    })
    .join("|");
}

const rows: readonly (readonly [string, string])[] = [
  ["k: ab", "a|b"],
  ["k: !tag &x ab # c", "a|b"],
  ["k: 'ab'", "a|b"],
  ["k: 'a''b'", "a|''|b"],
  ['k: "ab"', "a|b"],
  ['k: "\\x61\\u0062\\"\\\\\\/\\_"', '\\x61|\\u0062|\\"|\\\\|\\/|\\_'],
  ['k: "a\\n\\tb"', "a|b"],
  ['k: "a \\\n   b"', "a|b"],
  ["k: a\n  b\n\n  c", "a|b|c"],
  ["k: |\n  a\n   b\n\n  c\n", "a|b|c"],
  ["k: |2-\n    a\n  b", "a|b"],
  ["k: >- # c\n  a\n  b\n\n  c\n", "a|b|c"],
  ["k: |\r\n  a\r\n  b\r\n", "a|b"],
  ["k: ''", ""],
  ["k: |\n", ""],
];

for (const [text, expected] of rows)
  test(`${JSON.stringify(text)}: every character has its place`, () => {
    assert.equal(places(text), expected);
  });

test("a code point beyond 16 bits has the place of its escape", () => {
  const text = 'k: "\\U0001F600a"';
  const found = written(text, scalarOf(text));
  assert.deepEqual(found && [...found.origins], [4, 4, 14, 15]);
});

for (const text of ["k: 'a", 'k: "', 'k: "a\\"'])
  test(`W04: ${text} has no closing quote and no places`, () => {
    assert.equal(written(text, scalarOf(text)), undefined);
  });

test("W04: an escape beyond all code points is no failure", () => {
  const text = 'k: "a\\UFFFFFFFFb"';
  assert.equal(written(text, scalarOf(text)), undefined);
});

test("property: a string in any style, the document's characters are the value's", () => {
  const line = fc.stringMatching(/^[a-z0-9:/.@$ {}-]{1,12}$/).map((text) => `x${text}x`);
  const quoted = fc.constantFrom(
    (lines: string[]) => `k: '${lines.join("\n  ")}'`,
    (lines: string[]) => `k: "${lines.join("\\n\\\n  ")}"`,
    (lines: string[]) => `k: |\n   ${lines.join("\n   ")}\n`,
    (lines: string[]) => `k: >+\r\n ${lines.join("\r\n\r\n ")}\r\n`,
  );
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), quoted, (lines, quote) => {
      assert.equal(places(quote(lines))?.replaceAll("|", ""), lines.join("").replaceAll(" ", ""));
    }),
  );
});
