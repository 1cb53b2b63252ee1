import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DocumentKind } from "../../../src/core/documents/occurrence.ts";
import { readerFor } from "../../../src/core/documents/readers.ts";
import { countPins } from "../../../src/core/pinning/count.ts";

const pin = `@sha256:${"0".repeat(64)}`;

const cases: readonly (readonly [DocumentKind, string, pinned: number, total: number])[] = [
  ["dockerfile", "", 0, 0],
  ["dockerfile", "FROM a AS b\nFROM b\nFROM scratch\n", 0, 1],
  ["dockerfile", `FROM a${pin}\nFROM b:1\nFROM a${pin}\n`, 2, 3],
  ["dockerfile", `ARG A=a:1${pin}\nFROM $A AS x\nFROM $A AS y\n`, 1, 1],
  ["dockerfile", "ARG A\nFROM $A\n", 0, 0],
  ["compose", "services: {a: {image: &i 'a:1'}, b: {image: *i}, c: {build: ., image: c}}", 0, 1],
  ["helm", `image: {repository: a, tag: '1', digest: "sha256:${"0".repeat(64)}"}`, 1, 1],
  ["helm", 'image: {repository: a, tag: "1", digest: ""}', 0, 1],
];

describe("how much of a document is pinned", () => {
  for (const [kind, text, pinned, total] of cases)
    it(`${kind}: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(countPins(text, readerFor(kind)(text).occurrences), { pinned, total });
    });
});
