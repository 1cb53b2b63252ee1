/** What a value says when it names an image, and where that stands in the document. */
import { parseReference } from "../reference/reference.ts";
import type { Occurrence, Span } from "./occurrence.ts";
import { placeAt, spanOf, type Written } from "./yamlScalar.ts";

/** The part of an occurrence that follows from the value alone. */
export type ImageReading = Pick<
  Occurrence,
  | "start"
  | "end"
  | "text"
  | "status"
  | "reference"
  | "reason"
  | "editAt"
  | "tagAt"
  | "retagAt"
  | "platforms"
  | "setIn"
  | "editIn"
>;

/** `site` is the part of the value that a digest can be put behind, when that is not all of it. */
export type Verdict = Pick<Occurrence, "status" | "reference" | "reason" | "setIn" | "editIn"> & {
  readonly site?: Span;
};

/** The reading of a whole value, judged already; undefined when the value is empty. `text` is the document. */
export function readingAt(text: string, written: Written, verdict: Verdict): ImageReading | undefined {
  const { value, origins } = written;
  if (value.trim() === "") return undefined;
  const { start, end } = spanOf(written);
  const { site, ...judged } = verdict;
  const found = { start, end, text: text.slice(start, end), ...judged };
  if (found.text !== value && (judged.reason === undefined || judged.reason === "composed"))
    return { ...found, reason: "escaped" };
  if (site === undefined) return found;
  return { ...found, editAt: { start: placeAt(origins, site.start), end: placeAt(origins, site.end) } };
}

/** Judges a reference in which nothing is left to be replaced. */
export function judgeReference(reference: string): Verdict {
  if (reference === "scratch") return { status: "scratch", reference: null };
  const parsed = parseReference(reference);
  if (!parsed.ok) return { status: "invalid", reference: null, reason: "notAReference" };
  return { status: parsed.reference.digest === undefined ? "pinnable" : "pinned", reference };
}

/** The verdict on what an expression of the document's own language gives when it is run. */
export const ofExpression: Verdict = { status: "variable", reference: null, reason: "templated" };

/**
 * Judges the value of a format that knows no variables of its own in this place. "$" and "{{" are never part of a
 * reference: some other tool replaces them.
 */
export function judgePlain(value: string): Verdict {
  return /\$|\{\{/.test(value) ? { status: "templated", reference: null } : judgeReference(value);
}
