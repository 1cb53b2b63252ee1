import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isSpace,
  isVerbatim,
  pickPlaced,
  placeSpans,
  slicePlaced,
  spanOf,
  trimPlaced,
} from "../../../src/core/documents/dockerfilePlaced.ts";

const placed = placeSpans("ab--cd", [
  { start: 0, end: 2 },
  { start: 4, end: 6 },
]);

test("spans are put together, each unit with its place", () => {
  assert.equal(placed.text, "abcd");
  assert.deepEqual([...placed.places], [0, 1, 4, 5]);
  assert.deepEqual(spanOf(placed), { start: 0, end: 6 });
});

test("parts keep their places", () => {
  assert.equal(slicePlaced(placed, 1, 3).text, "bc");
  assert.deepEqual(spanOf(slicePlaced(placed, 1, 3)), { start: 1, end: 5 });
  assert.equal(pickPlaced(placed, [0, 3]).text, "ad");
  assert.deepEqual(spanOf(pickPlaced(placed, [2, 3])), { start: 4, end: 6 });
});

test("a text is verbatim when nothing is left out in between", () => {
  assert.equal(isVerbatim(placed), false);
  assert.equal(isVerbatim(slicePlaced(placed, 2)), true);
  assert.equal(isVerbatim(slicePlaced(placed, 1, 3)), false);
});

test("white space is taken off both ends", () => {
  const text = "\t a b\u00A0\r";
  const trimmed = trimPlaced(placeSpans(text, [{ start: 0, end: text.length }]));
  assert.equal(trimmed.text, "a b");
  assert.deepEqual(spanOf(trimmed), { start: 2, end: 5 });
  assert.equal(trimPlaced(placeSpans("  ", [{ start: 0, end: 2 }])).text, "");
});

test("white space is Unicode's, which a byte order mark is not", () => {
  assert.deepEqual([..." \t\n\v\f\r\x85\u00A0\u2028\u3000"].every(isSpace), true);
  assert.deepEqual(["\uFEFF", "\u200B", "a", "\0", ""].some(isSpace), false);
});
