/** Where in a document an occurrence is met: where it is used, where its tag stands, and where its pin is written. */
import type { Occurrence, Span } from "./occurrence.ts";

/** The occurrence at an offset. One that is used there goes before one whose variable or tag stands there. */
export function occurrenceAt(occurrences: readonly Occurrence[], offset: number): Occurrence | undefined {
  return (
    occurrences.find((occurrence) => isIn(occurrence, offset)) ??
    occurrences.find((occurrence) => placeAt(occurrence, offset) !== undefined)
  );
}

/** The part of an occurrence that an offset is in; the smallest of those that lie in each other. */
export function placeAt(occurrence: Occurrence, offset: number): Span | undefined {
  const { start, end, tagAt, editAt } = occurrence;
  return [tagAt, editAt, { start, end }].find((span) => span !== undefined && isIn(span, offset));
}

function isIn({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
