import assert from "node:assert/strict";
import { test } from "node:test";
import { readerFor } from "../../../src/core/documents/readers.ts";

test("each kind of document has its reader", () => {
  const texts = (["dockerfile", "compose"] as const).map((kind) => ({
    from: readerFor(kind)("FROM nginx").occurrences.map(({ text }) => text),
    image: readerFor(kind)("services: {a: {image: nginx}}").occurrences.map(({ text }) => text),
  }));
  assert.deepEqual(texts, [
    { from: ["nginx"], image: [] },
    { from: [], image: ["nginx"] },
  ]);
});
