/**
 * Where the characters of a scalar's value stand in the text. Quoting, folding and indentation only add or drop
 * white space and write single characters as escapes, so the other characters of value and text come in the
 * same order, one for one. https://yaml.org/spec/1.2.2/#chapter-7-flow-style-productions
 */
import type { Scalar } from "yaml";
import type { Span } from "./occurrence.ts";

/**
 * A value and the places of its UTF-16 units: unit i stands at `origins[i]`, the value ends at
 * `origins[value.length]`. For white space that is folded, the place is the end of what stands before it.
 */
export type Written = { readonly value: string; readonly origins: Int32Array };

/** The value of `scalar` with its places in `text`; undefined when its closing quote is missing or an escape is none. */
export function written(text: string, scalar: Scalar): Written | undefined {
  const inner = innerSpan(text, scalar);
  const value = typeof scalar.value === "string" ? scalar.value : "";
  if (inner === undefined) return undefined;
  const units = visibleUnits(text.slice(inner.start, inner.end), scalar.type ?? "PLAIN");
  const origins = new Int32Array(value.length + 1);
  let [next, end] = [0, inner.start];
  for (let i = 0; i < value.length; i++) {
    origins[i] = end;
    if (isBlank(value.charAt(i))) continue;
    const unit = units[next++];
    if (unit === undefined || unit.character !== value[i]) return undefined;
    origins[i] = inner.start + unit.start;
    end = inner.start + unit.end;
  }
  origins[value.length] = end;
  return { value, origins };
}

/** A part of a value, by offsets into it. */
export function sliceWritten({ value, origins }: Written, start: number, end = value.length): Written {
  return { value: value.slice(start, end), origins: origins.subarray(start, end + 1) };
}

/** Where the whole value stands. */
export function spanOf({ value, origins }: Written): Span {
  return { start: placeAt(origins, 0), end: placeAt(origins, value.length) };
}

/** `origins[index]`, for an index that is in range. */
export function placeAt(origins: Int32Array, index: number): number {
  return origins[index] ?? 0;
}

/** The scalar's text without its quotes or block header. */
function innerSpan(text: string, { range, type }: Scalar): Span | undefined {
  const [start, end] = range ?? [0, 0];
  switch (type) {
    case "QUOTE_DOUBLE":
    case "QUOTE_SINGLE":
      return end - start > 1 && text[end - 1] === text[start]
        ? { start: start + 1, end: end - 1 }
        : undefined;
    case "BLOCK_LITERAL":
    case "BLOCK_FOLDED": {
      const header = text.indexOf("\n", start);
      return { start: header === -1 ? end : Math.min(header + 1, end), end };
    }
    default:
      return { start, end };
  }
}

type Unit = Span & { readonly character: string };

/** The UTF-16 units that are not white space, with their places in the scalar's inner text. */
function visibleUnits(inner: string, type: Scalar.Type): Unit[] {
  const pattern = patterns.get(type) ?? /[\s\S]/g;
  const units: Unit[] = [];
  for (const { 0: source, index } of inner.matchAll(pattern))
    for (const character of decode(source).split(""))
      if (!isBlank(character)) units.push({ character, start: index, end: index + source.length });
  return units;
}

const patterns = new Map<Scalar.Type, RegExp>([
  ["QUOTE_SINGLE", /''|[\s\S]/g],
  ["QUOTE_DOUBLE", /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[\s\S])|[\s\S]/g],
]);

function decode(source: string): string {
  if (source === "''") return "'";
  if (source.length < 2) return source;
  if (source.length === 2) return escapes.get(source.charAt(1)) ?? source.charAt(1);
  const code = Number.parseInt(source.slice(2), 16);
  return code > 0x10ffff ? "" : String.fromCodePoint(code);
}

const escapes = new Map(Object.entries({ 0: "\0", a: "\x07", b: "\b", e: "\x1b", f: "\f", n: "\n" }))
  .set("r", "\r")
  .set("t", "\t")
  .set("v", "\v")
  .set("N", "\x85")
  .set("_", "\xa0")
  .set("L", "\u2028")
  .set("P", "\u2029");

function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\n" || character === "\r";
}
