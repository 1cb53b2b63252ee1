import assert from "node:assert/strict";
import { test } from "node:test";
import { isAlias, isMap } from "yaml";
import { parseYaml } from "../../../src/core/documents/yaml.ts";

function times(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("");
}

/** What is refused before the library composes it, by the limit that says so. */
const refused = {
  tooDeep: {
    "1,000 open brackets": "[".repeat(1000) + "]".repeat(1000),
    "1,000 open braces": "{a:".repeat(1000),
    "1,000 levels of indentation": times(1000, (i) => `${" ".repeat(i)}a:\n`),
    "10,000 dashes in a line": "- ".repeat(10_000),
    "10,000 question marks in a line": "? ".repeat(10_000),
  },
  tooLarge: {
    "40,000 keys in one map": times(40_000, (i) => `k${i}: v\n`),
    "40,000 keys in one flow map": `{${times(40_000, (i) => `k${i}: v, `)}}`,
    "300,000 services": `services:\n${times(300_000, (i) => `  s${i}: {}\n`)}`,
    "500,000 scalars": '""'.repeat(500_000),
    "20 MB": "a: b\n".repeat(4_000_000),
  },
  tooManyAliases: {
    "5,000 aliases": `a: &a b\nc:\n${times(5000, (i) => ` k${i}: *a\n`)}`,
  },
};

for (const [limit, texts] of Object.entries(refused))
  for (const [name, text] of Object.entries(texts))
    test(`W02 W03: ${name} is ${limit}`, () => {
      assert.deepEqual(parseYaml(text), { documents: [], limit });
      assert.deepEqual(parseYaml(text), { documents: [], limit }, "and so is the second parse");
    });

test("what is just within the limits is read", () => {
  const texts = [
    "[".repeat(100) + "]".repeat(100),
    times(4999, (i) => `k${i}: v\n`),
    `a: &a b\nc: [${"*a, ".repeat(1000)}]\n`,
    `# ${"x".repeat((1 << 20) - 7)}\na: b`,
  ];
  for (const text of texts)
    assert.deepEqual([parseYaml(text).limit, parseYaml(text).documents.length], [undefined, 1]);
});

const broken = [
  "a:\n\tb: c\n",
  'a: "b\n',
  "a: {b: c\n",
  "a: b: c\n",
  "a\nb: c\n",
  "}\na: b\n",
  "%X\na: @b\n",
];

for (const text of broken)
  test(`W04: ${JSON.stringify(text)} is malformed, and read as far as it goes`, () => {
    const { documents, limit } = parseYaml(text);
    assert.equal(limit, "malformed");
    assert.ok(documents.length > 0);
  });

const sound = [
  "",
  "a: {\n  b: c\n}\n",
  "a: b\na: c\n",
  "a: !!js/function x\nb: !reset null\n",
  "%YAML 1.1\n---\na: b\n...\n---\nc\n",
];

for (const text of sound)
  test(`W04: ${JSON.stringify(text)} is not malformed`, () => {
    assert.equal(parseYaml(text).limit, undefined);
  });

test("an alias stands for the last node before it that has its anchor", () => {
  const [document] = parseYaml("a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: *y\nf: &y 3\n").documents;
  assert.ok(document !== undefined && isMap(document.root));
  const targets = document.root.items.map(({ value }) =>
    isAlias(value) ? document.targets.get(value) : null,
  );
  assert.deepEqual(
    targets.map((node) => (node && "value" in node ? node.value : node)),
    [null, "1", null, "2", undefined, null],
  );
});
