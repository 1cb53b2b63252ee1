/**
 * Text of a Dockerfile after continued lines were joined, or quotes and escapes taken out. Nothing is ever decoded,
 * so every unit that is left stands somewhere in the document.
 */
import type { Span } from "./occurrence.ts";

/** A text and the places of its UTF-16 units in the document: unit i stands at `places[i]`. */
export type Placed = { readonly text: string; readonly places: Int32Array };

/** The text of several ranges of the document, one after the other. */
export function placeSpans(document: string, spans: readonly Span[]): Placed {
  const places = new Int32Array(spans.reduce((length, { start, end }) => length + end - start, 0));
  let next = 0;
  for (const { start, end } of spans) for (let at = start; at < end; at++) places[next++] = at;
  return { text: spans.map(({ start, end }) => document.slice(start, end)).join(""), places };
}

/** A part of a text, by offsets into it. */
export function slicePlaced({ text, places }: Placed, start: number, end = text.length): Placed {
  return { text: text.slice(start, end), places: places.subarray(start, end) };
}

/** The units at `indices` of a text. */
export function pickPlaced({ text, places }: Placed, indices: readonly number[]): Placed {
  const picked = new Int32Array(indices.length);
  let [units, next] = ["", 0];
  for (const index of indices) {
    units += text.charAt(index);
    picked[next++] = places[index] ?? 0;
  }
  return { text: units, places: picked };
}

/** Where a text stands in the document, from its first unit to its last. For texts that are not empty. */
export function spanOf({ places }: Placed): Span {
  return { start: places[0] ?? 0, end: (places.at(-1) ?? -1) + 1 };
}

/** Whether the text stands in the document as it is, with nothing in between. */
export function isVerbatim(placed: Placed): boolean {
  const { start, end } = spanOf(placed);
  return end - start === placed.text.length;
}

/** The text without white space at its ends. */
export function trimPlaced(placed: Placed): Placed {
  const { text } = placed;
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end--;
  return slicePlaced(placed, Math.min(skipSpace(text, 0), end), end);
}

/** The offset of the first unit at or after `at` that is no white space. */
export function skipSpace(text: string, at: number, end = text.length): number {
  let next = at;
  while (next < end && isSpace(text.charAt(next))) next++;
  return next;
}

/** White space as BuildKit sees it: Unicode's White_Space. JavaScript's `\s` has U+FEFF too, and lacks U+0085. */
export function isSpace(unit: string): boolean {
  return unit === "\x85" || (unit !== "\uFEFF" && /\s/.test(unit));
}
