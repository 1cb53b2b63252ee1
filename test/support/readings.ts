import assert from "node:assert/strict";
import type { Occurrence, Reading, Span } from "../../src/core/documents/occurrence.ts";
import { marked } from "./marked.ts";

/**
 * Reads a text in which occurrences are marked with «» and the places for their digests, where those are elsewhere,
 * with ‹›, and checks that exactly these are found. `expected` says what each is: `status reference (reason)`.
 */
export function checkReading(
  read: (text: string) => Reading,
  notation: string,
  expected: readonly string[],
): readonly Occurrence[] {
  const { text, spans, sites } = marked(notation);
  const { occurrences } = read(text);
  assert.deepEqual(
    occurrences.map((occurrence) => occurrence.text),
    spans.map(({ start, end }) => text.slice(start, end)),
  );
  assert.deepEqual(occurrences.map(spanOf), spans);
  assert.deepEqual(occurrences.map(describe), expected);
  const editAt = new Map(
    occurrences.flatMap(({ editAt }) => (editAt ? [[editAt.end, spanOf(editAt)] as const] : [])),
  );
  assert.deepEqual(
    [...editAt.values()].sort((a, b) => a.start - b.start),
    sites,
  );
  return occurrences;
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function describe({ status, reference, reason }: Occurrence): string {
  return [status, reference ?? [], reason === undefined ? [] : `(${reason})`].flat().join(" ");
}
