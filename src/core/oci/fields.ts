/**
 * Reading JSON that may say anything. Every reader gives a value of its one type or undefined, so that a document
 * with nonsense in one field still shows the rest. `null` counts as absent, as Go's encoders write it.
 */
import { ContentError } from "../errors.ts";

/** An object of a JSON document; no field of it is to be trusted. */
export type Fields = Readonly<Record<string, unknown>>;

const deepest = 100;
/** Values of one document. A thread that parses more of them than its memory holds takes the whole process with it. */
const mostValues = 2_500_000;

/** The longest list or map that is kept of one field. */
export const longestList = 1000;

/**
 * Parses UTF-8 JSON, with or without a byte order mark. Rejects what is no JSON, or nests deeper than 100 levels,
 * with ContentError `malformed`, and what holds more than 2.5 million values with `tooLarge`.
 */
export function parseJson(bytes: Uint8Array, subject: string): unknown {
  const text = new TextDecoder().decode(bytes);
  const excess = excessIn(text);
  if (excess !== undefined) throw new ContentError(excess, subject);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ContentError("malformed", subject, { cause });
  }
}

/** Parses a JSON document that must be one object; else ContentError `malformed`. */
export function parseObject(bytes: Uint8Array, subject: string): Fields {
  const fields = toObject(parseJson(bytes, subject));
  if (fields === undefined) throw new ContentError("malformed", subject);
  return fields;
}

/** The value, when it is an object and no array. */
export function toObject(value: unknown): Fields | undefined {
  return isObject(value) ? value : undefined;
}

/** The value, when it is an array. */
export function toArray(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The value, when it is a string. Hostile text. */
export function toText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A number of bytes: a whole number from 0 to 2^53 - 1. */
export function toSize(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** The strings of an array, at most `longestList`. */
export function toTexts(value: unknown): readonly string[] | undefined {
  return toArray(value)
    ?.slice(0, longestList)
    .filter((entry) => typeof entry === "string");
}

/** The string values of an object, at most `longestList`, in the document's order. */
export function toTextMap(value: unknown): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [key, text] of Object.entries(toObject(value) ?? {})) {
    if (texts.size === longestList) break;
    if (typeof text === "string") texts.set(key, text);
  }
  return texts;
}

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const latest = Date.UTC(2200, 0, 1);

/** An RFC 3339 time as milliseconds since 1970, when it lies in the years 1970 to 2200. */
export function toTime(value: unknown): number | undefined {
  const time = typeof value === "string" && dateTime.test(value) ? Date.parse(value) : Number.NaN;
  return time >= 0 && time < latest ? time : undefined;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const [quote, backslash, comma] = ['"', "\\", ","].map((character) => character.charCodeAt(0));
const opening = new Set(["[", "{"].map((character) => character.charCodeAt(0)));
const closing = new Set(["]", "}"].map((character) => character.charCodeAt(0)));

/** JSON.parse copes with any depth, but what walks over its result later may not (R08). */
function excessIn(text: string): "malformed" | "tooLarge" | undefined {
  let depth = 0;
  let values = 1;
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (code === quote) place = endOfString(text, place);
    else if (code === comma) values++;
    else if (closing.has(code)) depth--;
    else if (opening.has(code)) {
      depth++;
      values++;
    }
    if (depth > deepest) return "malformed";
    if (values > mostValues) return "tooLarge";
  }
  return undefined;
}

/** The place of the quote that ends a string, from that of the one that begins it. */
function endOfString(text: string, start: number): number {
  for (let place = start + 1; ; place++) {
    place = text.indexOf('"', place);
    if (place < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(place - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return place;
  }
}
