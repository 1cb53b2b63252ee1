/**
 * Variables in compose values.
 *
 *     template  ::= ( text | "$$" | variable )*
 *     variable  ::= "$" name | "${" name [ operator template ] "}"
 *     name      ::= ( letter | "_" ) ( letter | digit | "_" )*
 *     operator  ::= ":-" | "-"      default
 *                 | ":?" | "?"      error message
 *                 | ":+" | "+"      replacement for a variable that is set
 *
 * The environment is not known here: a variable has the value of its default, or none.
 * https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
import type { Span } from "./occurrence.ts";

/** A piece of a value. Spans are offsets into the value. */
export type Part =
  /** `text` differs from what the span holds only for "$$", which stands for "$". */
  | (Span & { readonly kind: "text"; readonly text: string })
  /** Without `fallback` the variable has no value; a replacement that does not take place is an empty one. */
  | (Span & { readonly kind: "variable"; readonly fallback?: Template });

export type Template = readonly Part[];

const deepest = 32;
const namePattern = /[_a-z][_a-z0-9]*/iy;
const operatorPattern = /:?([-+?])/y;

/** Reads a value's variables; undefined when compose would refuse the value. */
export function parseTemplate(text: string): Template | undefined {
  return parse(text, { start: 0, end: text.length }, 0);
}

/** The value with its defaults; undefined when a variable has none. */
export function expand(template: Template): string | undefined {
  let result = "";
  for (const part of template) {
    const text = part.kind === "text" ? part.text : part.fallback && expand(part.fallback);
    if (text === undefined) return undefined;
    result += text;
  }
  return result;
}

/** A default that ends the value, behind a prefix that no variable is in. */
export type TailDefault = { readonly prefix: string; readonly span: Span };

/** Finds the innermost default that the value ends with, when all that stands before it is plain text. */
export function tailDefault(template: Template): TailDefault | undefined {
  let prefix = "";
  let rest = template;
  for (;;) {
    const last = rest.at(-1);
    if (last?.kind !== "variable") return undefined;
    const before = textOf(rest.slice(0, -1));
    if (before === undefined || last.fallback === undefined) return undefined;
    prefix += before;
    rest = last.fallback;
    const [first, end] = [rest[0], rest.at(-1)];
    if (first !== undefined && end !== undefined && textOf(rest) !== undefined)
      return { prefix, span: { start: first.start, end: end.end } };
  }
}

function textOf(template: Template): string | undefined {
  return template.every((part) => part.kind === "text") ? expand(template) : undefined;
}

function parse(text: string, { start, end }: Span, depth: number): Template | undefined {
  const parts: Part[] = [];
  for (let at = start; at < end; ) {
    const part = parsePart(text, { start: at, end }, depth);
    if (part === undefined) return undefined;
    parts.push(part);
    at = part.end;
  }
  return parts;
}

function parsePart(text: string, { start, end }: Span, depth: number): Part | undefined {
  const dollar = text.indexOf("$", start);
  const plainEnd = dollar === -1 ? end : Math.min(dollar, end);
  if (plainEnd > start) return { kind: "text", text: text.slice(start, plainEnd), start, end: plainEnd };
  if (text[start + 1] === "{") return parseBraced(text, { start, end }, depth);
  if (text[start + 1] === "$") return { kind: "text", text: "$", start, end: start + 2 };
  const name = match(namePattern, text, start + 1);
  if (name === undefined) return { kind: "text", text: "$", start, end: start + 1 };
  return { kind: "variable", start, end: start + 1 + name[0].length };
}

function parseBraced(text: string, { start, end }: Span, depth: number): Part | undefined {
  const name = match(namePattern, text, start + 2);
  if (name === undefined || depth === deepest) return undefined;
  const nameEnd = start + 2 + name[0].length;
  if (text[nameEnd] === "}") return { kind: "variable", start, end: nameEnd + 1 };
  const operator = match(operatorPattern, text, nameEnd);
  if (operator === undefined) return undefined;
  const inner = nameEnd + operator[0].length;
  const close = closingBrace(text, { start: inner, end });
  if (close === undefined) return undefined;
  const whole = { kind: "variable", start, end: close + 1 } as const;
  if (operator[1] === "?") return whole;
  if (operator[1] === "+") return { ...whole, fallback: [] };
  const fallback = parse(text, { start: inner, end: close }, depth + 1);
  return fallback && { ...whole, fallback };
}

function closingBrace(text: string, { start, end }: Span): number | undefined {
  let open = 1;
  for (let at = start; at < end; at++) {
    if (text[at] === "{") open++;
    if (text[at] === "}" && --open === 0) return at;
  }
  return undefined;
}

function match(sticky: RegExp, text: string, at: number): RegExpExecArray | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text) ?? undefined;
}
