/**
 * The edits that pin and unpin. The digest is last in the grammar of a reference, so a pin changes only the tail,
 * from "@" or the end: name and tag stay as written, and taking the digest away gives the very bytes back. Where a
 * format has a key for the digest alone, all of that key's value is the digest.
 */

import type { Occurrence, OccurrenceReason, OccurrenceStatus, Site, Span } from "../documents/occurrence.ts";
import type { Digest } from "../reference/digest.ts";

/** Replaces the UTF-16 range start..end of one document text. */
export type TextEdit = Span & { readonly newText: string };

/** Why an occurrence has no place for a digest. */
export type PinRefusal = OccurrenceReason | Exclude<OccurrenceStatus, "pinnable" | "pinned" | "variable">;

export type PinSite =
  /** `span` holds the text that ends with the reference's tag or digest, or, with a lead, the digest or nothing. */
  { readonly ok: true; readonly span: Site } | { readonly ok: false; readonly refusal: PinRefusal };

/** Where a digest for the occurrence is written: in place, or at the source of its variable. */
export function pinSite(occurrence: Occurrence): PinSite {
  const { status, reason, editAt } = occurrence;
  if (reason !== undefined) return { ok: false, refusal: reason };
  switch (status) {
    case "pinnable":
    case "pinned":
      return { ok: true, span: editAt ?? occurrence };
    case "variable":
      return editAt === undefined ? { ok: false, refusal: "composed" } : { ok: true, span: editAt };
    default:
      return { ok: false, refusal: status };
  }
}

/** The edit that makes the text at `span` end with `digest`, in place of the digest it may have. */
export function pinEdit(text: string, span: Site, digest: Digest): TextEdit {
  return { start: digestStart(text, span), end: span.end, newText: `${span.lead ?? "@"}${digest}` };
}

/** The edit that takes the digest at `span` away, or undefined when there is none. */
export function unpinEdit(text: string, span: Site): TextEdit | undefined {
  const start = digestStart(text, span);
  return start === span.end ? undefined : { start, end: span.end, newText: "" };
}

/** Whether the text at `span` holds a digest. */
export function hasDigest(text: string, span: Site): boolean {
  return digestStart(text, span) !== span.end;
}

/** The text after the edits, which must not overlap. For the command line and tests; editors apply them themselves. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let done = 0;
  for (const { start, end, newText } of [...edits].sort((a, b) => a.start - b.start)) {
    result += text.slice(done, start) + newText;
    done = end;
  }
  return result + text.slice(done);
}

function digestStart(text: string, { start, end, lead }: Site): number {
  if (lead !== undefined) return start;
  const at = text.slice(start, end).indexOf("@");
  return at === -1 ? end : start + at;
}
