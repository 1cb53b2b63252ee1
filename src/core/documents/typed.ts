/** What is being typed at a place of a document, for completion. */
import { splitReference } from "../reference/reference.ts";
import { readTyped, type Typed } from "../reference/typed.ts";
import type { Occurrence, OccurrenceStatus, Reader } from "./occurrence.ts";
import { occurrenceAt, placeAt } from "./places.ts";

/** Those that stand for nothing that a registry could complete. */
const closed: readonly OccurrenceStatus[] = ["stage", "scratch", "built", "templated", "feature"];

/** `isBare`: a tag that is all of a value in YAML without quotes, which must not become a number. */
export type TypedInPlace = Typed & { readonly isBare?: true };

/** The part of an occurrence that a cursor is in, with its place in `text`, the document. */
export function typedAt(text: string, occurrence: Occurrence, offset: number): TypedInPlace | undefined {
  const place = placeAt(occurrence, offset);
  if (place === undefined || closed.includes(occurrence.status)) return undefined;
  const isUse = place.start === occurrence.start && place.end === occurrence.end;
  const reference = occurrence.reference ?? (isUse ? occurrence.text : undefined);
  if (reference === undefined) return undefined;
  const { name, tag, digest } = splitReference(reference);
  // A login in a name: nobody is asked for any part of it (reliability W07).
  if (digest?.includes("/")) return undefined;
  const hasOwnTag = isUse && occurrence.tagAt !== undefined;
  const whole = hasOwnTag || tag === undefined ? name : `${name}:${tag}`;
  const [written = ""] = text.slice(place.start, place.end).split("@");
  if (!whole.endsWith(written)) return undefined;
  const before = whole.length - written.length;
  const typed = readTyped(whole, before + offset - place.start);
  // What begins before this place, in another key or variable, cannot be completed here.
  if (typed === undefined || typed.start < before) return undefined;
  const shift = place.start - before;
  const isBare = place === occurrence.tagAt && !/["']/.test(text[place.start - 1] ?? "");
  const inPlace = { ...typed, start: typed.start + shift, end: typed.end + shift };
  return isBare ? { ...inPlace, isBare } : inPlace;
}

/**
 * The same where the document cannot be read as it is: `image: nginx:` is a map to YAML until a tag follows, and an
 * empty value names nothing. It is read as if a character stood at the cursor.
 */
export function typedUnread(read: Reader, text: string, offset: number): TypedInPlace | undefined {
  const probed = `${text.slice(0, offset)}1${text.slice(offset)}`;
  const occurrence = occurrenceAt(read(probed).occurrences, offset);
  const typed = occurrence && typedAt(probed, occurrence, offset);
  return typed && { ...typed, end: typed.end - 1 };
}
