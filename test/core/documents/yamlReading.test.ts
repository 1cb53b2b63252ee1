import assert from "node:assert/strict";
import { test } from "node:test";
import { judgePlain, readingAt } from "../../../src/core/documents/imageReading.ts";
import { readYaml, type YamlText } from "../../../src/core/documents/yamlReading.ts";

/** Reads the values of the keys of every document's root. */
function readAll({ text, trees, valueAt }: YamlText) {
  return trees.flatMap((tree) =>
    tree.entries(tree.root).flatMap(({ value }) => {
      const written = valueAt(value);
      return (written && readingAt(text, written, judgePlain(written.value))) ?? [];
    }),
  );
}

const textsOf = (text: string, hide?: (text: string) => string) =>
  readYaml("kubernetes", text, readAll, hide).occurrences.map(({ text, start }) => `${start} ${text}`);

test("occurrences come in order and do not overlap; of two at one place the first stays", () => {
  const text = "a: &x b\nc: d\ne: *x\n---\nf: g\n";
  assert.deepEqual(textsOf(text), ["6 b", "11 d", "26 g"]);
});

test("E02: offsets are in the text without its byte order mark, values in the text that was hidden", () => {
  const hide = (text: string) => text.replaceAll("%", " ");
  assert.deepEqual(textsOf("\uFEFFa: b %%%\nc: '%'", hide), ["3 b"]);
});

test("what stops the reading is said, with what was read before it", () => {
  const { occurrences, limit } = readYaml("helm", "a: b\n}", readAll);
  assert.deepEqual([occurrences.length, occurrences[0]?.kind, limit], [1, "helm", "malformed"]);
});
