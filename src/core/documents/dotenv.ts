/**
 * The files of variables that compose reads, `.env`.
 *
 *     file       ::= ( blank | comment | assignment )*
 *     assignment ::= [ "export" space ] name ( "=" | ":" ) value
 *     value      ::= "'" text "'"     as it is
 *                  | '"' text '"'     with escapes, and variables replaced
 *                  | text to the end of the line or to " #", trimmed, variables replaced
 *
 * A name alone on a line takes the shell's value, which is not known here. Compose refuses a whole file for one bad
 * line; here that line alone gives nothing, since it may be half typed.
 * https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 */
import type { Span } from "./occurrence.ts";

export type Assignment = {
  readonly name: string;
  /** The value with its escapes decoded; unless `literal`, variables are still to be replaced in it. */
  readonly text: string;
  readonly literal: boolean;
  /** Where the value stands, without its quotes. */
  readonly span: Span;
  /** Whether the file has `text` as it is. */
  readonly verbatim: boolean;
};

/** The longest file that is read, in UTF-16 units. */
const longest = 1 << 16;

const blanks = /(?:\s+|#[^\n]*)*/uy;
const nameAndSign = /(?:export[^\S\n]+)?([\p{L}\p{N}_.\-[\]]+)[^\S\n]*(?:([=:])[^\S\n]*|\n|$)/uy;
const singleQuoted = /'([^'\\]*(?:\\[\s\S][^'\\]*)*)'/y;
const doubleQuoted = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)"/y;
const restOfLine = /[^\n]*/y;

/** The assignments of a file in order, the text without its byte order mark. None when it is too long to be one. */
export function parseDotenv(text: string): readonly Assignment[] {
  const found: Assignment[] = [];
  let at = text.length > longest ? text.length : skip(blanks, text, 0);
  while (at < text.length) {
    const head = match(nameAndSign, text, at);
    const start = head && at + head[0].length;
    const value = start === undefined || head?.[2] === undefined ? undefined : valueAt(text, start);
    // Compose takes no names that begin with a digit, and refuses what is not closed.
    if (head?.[1] !== undefined && value !== undefined && !/^\d/.test(head[1]))
      found.push({ name: head[1], ...value.assigned });
    const next = value?.end ?? (head?.[2] === undefined ? start : undefined);
    at = skip(blanks, text, next ?? skip(restOfLine, text, at));
  }
  return found;
}

type Value = { readonly assigned: Omit<Assignment, "name">; readonly end: number };

/** The value at an offset, and where it ends; undefined when its quote is not closed. */
function valueAt(text: string, start: number): Value | undefined {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") return plainValue(text, start);
  const found = match(quote === '"' ? doubleQuoted : singleQuoted, text, start);
  const inner = found?.[1];
  if (found === undefined || inner === undefined) return undefined;
  const literal = quote === "'";
  const decoded = literal ? inner.replaceAll("\\'", "'") : inner.replace(escapes, decode);
  const span = { start: start + 1, end: start + 1 + inner.length };
  const assigned = { text: decoded, literal, span, verbatim: !inner.includes("\\") };
  return { assigned, end: start + found[0].length };
}

function plainValue(text: string, start: number): Value {
  const [line = ""] = match(restOfLine, text, start) ?? [];
  const [shown = ""] = line.split(" #", 1);
  const value = shown.trimEnd();
  const span = { start, end: start + value.length };
  return { assigned: { text: value, literal: false, span, verbatim: true }, end: start + line.length };
}

const escapes = /\\(?:[abcfnrtv$"\\]|0[0-7]{0,3})/g;

function decode(sequence: string): string {
  const character = sequence.charAt(1);
  if (character === "0" && sequence.length === 5) return String.fromCharCode(parseOctal(sequence));
  return characters.get(character) ?? sequence;
}

function parseOctal(sequence: string): number {
  return Number.parseInt(sequence.slice(2), 8) % 256;
}

/** `\$` becomes the escape of the variables that are replaced next. */
const characters = new Map(
  Object.entries({
    a: "\x07",
    b: "\b",
    f: "\f",
    n: "\n",
    r: "\r",
    t: "\t",
    v: "\v",
    $: "$$",
    '"': '"',
    "\\": "\\",
  }),
);

function match(sticky: RegExp, text: string, at: number): RegExpExecArray | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text) ?? undefined;
}

/** Where what `sticky` takes at an offset ends. */
function skip(sticky: RegExp, text: string, at: number): number {
  return at + (match(sticky, text, at)?.[0].length ?? 0);
}
