import assert from "node:assert/strict";
import { test } from "node:test";
import { parseYaml } from "../../../src/core/documents/yaml.ts";
import { textOf, YamlTree } from "../../../src/core/documents/yamlTree.ts";

function treeOf(text: string): YamlTree {
  const [document] = parseYaml(text).documents;
  assert.ok(document !== undefined);
  return new YamlTree(document);
}

/** The entries of the map at `m`, as `key=value`; a value that is absent is empty. */
function entriesOfM(text: string): string {
  const tree = treeOf(text);
  const entries = tree.entries(tree.value(tree.root, "m"));
  return entries.map(({ key, value }) => `${key}=${textOf(value) ?? ""}`).join(" ");
}

const rows: readonly (readonly [string, string, string])[] = [
  ["own entries, a key twice", "m: {a: 1, b: 2, a: 3}", "a=1 b=2 a=3"],
  ["a merged map adds what is not there", "x: &x {a: 1, b: 2}\nm: {<<: *x, b: 3}", "b=3 a=1"],
  ["the first of several merged maps wins", "x: &x {a: 1}\ny: &y {a: 2, b: 2}\nm: {<<: [*x, *y]}", "a=1 b=2"],
  ["several merge keys", "x: &x {a: 1}\ny: &y {a: 2, b: 2}\nm: {<<: *x, <<: *y}", "a=1 b=2"],
  ["a merge in a merged map", "x: &x {a: 1}\ny: &y {<<: *x, b: 2}\nm: {<<: *y, c: 3}", "c=3 b=2 a=1"],
  ["an alias as value and as key", "x: &x k\nm: {*x : *x}", "k=k"],
  ["null hides a merged key", "x: &x {a: 1}\nm: {<<: *x, a: null}", "a="],
  ["!reset does not hide a merged key, as in compose", "x: &x {a: 1}\nm: {<<: *x, a: !reset 2}", "a=1"],
  ["!reset leaves nothing behind", "m: {a: !reset 2, b: ~}", "b= a="],
  ["a map that merges itself", "m: &m {<<: *m, a: 1}", "a=1"],
  ["maps that merge each other", "x: &x {<<: *y, a: 1}\nm: &y {<<: *x, b: 2}", "b=2 a=1"],
  [
    "keys of objects",
    "m: {__proto__: 1, constructor: 2, hasOwnProperty: 3}",
    "__proto__=1 constructor=2 hasOwnProperty=3",
  ],
  ["what is no map has no entries", "m: [a]", ""],
];

for (const [name, text, expected] of rows) test(name, () => assert.equal(entriesOfM(text), expected));

test("every map is come to once, through lists, merges and aliases", () => {
  const tree = treeOf("a: &a {b: [{c: 1}, [{d: 1}]], e: *a}\nf: {<<: {g: {h: 1}}, i: *a}\nj: 1\n");
  const maps = tree.maps().map((map) => tree.entries(map).map(({ key }) => key));
  assert.deepEqual(maps.map((keys) => keys.join("")).sort(), ["afj", "be", "c", "d", "h", "ig"]);
  assert.deepEqual(treeOf("a").maps(), []);
});

test("an entry knows where its key stands, and where its value would", () => {
  const tree = treeOf("? &k a\n: 1\nb:\nc: ~\nd: ''\n*k : 2\n");
  assert.deepEqual(
    tree.entries(tree.root).map(({ key, name, gap }) => [key, name?.range?.[0], gap?.range?.[0]]),
    [
      ["a", 5, undefined],
      ["b", 11, 13],
      ["c", 14, undefined],
      ["d", 19, undefined],
      ["a", undefined, undefined],
    ],
  );
});

test("W01: merges of merges stop before they grow without bound", () => {
  const wide = Array.from({ length: 4000 }, (_, i) => `  k${i}: v\n`).join("");
  const chain = Array.from({ length: 900 }, (_, i) => `y${i}: &a${i + 1} {<<: *a${i}}\n`).join("");
  const tree = treeOf(`x: &a0\n${wide}${chain}m: {<<: *a900}\n`);
  assert.equal(tree.exhausted, false);
  assert.deepEqual(tree.entries(tree.value(tree.root, "m")), []);
  assert.equal(tree.exhausted, true);
});

test("W01: an alias bomb of merges is small when each map is merged once", () => {
  const names = [..."abcdefghijkl"];
  const bomb = names.map((name, i) => {
    const before = names[i - 1];
    return `${name}: &${name} {${before === undefined ? "z: 1" : `<<: [${`*${before},`.repeat(9)}]`}}\n`;
  });
  const text = `${bomb.join("")}m: {<<: *l}\n`;
  assert.equal(entriesOfM(text), "z=1");
});
