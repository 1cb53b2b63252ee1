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
 * A variable has the value that it is set to as far as that is known, else that of its default, or none.
 * https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
import type { Span } from "./occurrence.ts";
import type { Lookup, Setting } from "./setting.ts";

/** A piece of a value. Spans are offsets into the value. */
export type Part =
  /** `text` differs from what the span holds only for "$$", which stands for "$". */
  | (Span & { readonly kind: "text"; readonly text: string })
  /**
   * Without `fallback` or `setting` the variable has no value; a replacement that does not take place is an empty
   * fallback, one that does is the fallback. A `setting` is what the variable is set to, where that counts.
   */
  | (Span & { readonly kind: "variable"; readonly fallback?: Template; readonly setting?: Setting });

export type Template = readonly Part[];

type Variable = Part & { readonly kind: "variable" };

const deepest = 32;
/** UTF-16 units of a value with its variables; no document is longer, so only settings can lead to more. */
const longest = 1 << 20;
const namePattern = /[_a-z][_a-z0-9]*/iy;
const operatorPattern = /:?([-+?])/y;

/**
 * Reads a value's variables; undefined when compose would refuse the value. Without a `lookup` nothing is set.
 */
export function parseTemplate(text: string, lookup: Lookup = () => undefined): Template | undefined {
  return parse({ text, lookup }, { start: 0, end: text.length }, 0);
}

/** The value with its settings and defaults; undefined when a variable has neither. */
export function expand(template: Template): string | undefined {
  let result = "";
  for (const part of template) {
    const text = part.kind === "text" ? part.text : variableValue(part);
    if (text === undefined || text.length + result.length > longest) return undefined;
    result += text;
  }
  return result;
}

/** What a variable has here. */
export function variableValue({ setting, fallback }: Variable): string | undefined {
  return setting === undefined ? fallback && expand(fallback) : setting.value;
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

/** Finds the setting that the value ends with, when all that stands before it is plain text. */
export function tailSetting(
  template: Template,
): { readonly prefix: string; readonly setting: Setting } | undefined {
  let [prefix, rest]: [string, Template] = ["", template];
  for (;;) {
    const last = rest.at(-1);
    const before = textOf(rest.slice(0, -1));
    if (last?.kind !== "variable" || before === undefined) return undefined;
    prefix += before;
    if (last.setting !== undefined) return { prefix, setting: last.setting };
    if (last.fallback === undefined) return undefined;
    rest = last.fallback;
  }
}

/** All settings that the value takes, in order. */
export function settingsIn(template: Template): readonly Setting[] {
  return template.flatMap((part) => {
    if (part.kind === "text") return [];
    return part.setting ?? (part.fallback === undefined ? [] : settingsIn(part.fallback));
  });
}

function textOf(template: Template): string | undefined {
  return template.every((part) => part.kind === "text") ? expand(template) : undefined;
}

type Source = { readonly text: string; readonly lookup: Lookup };

function parse(source: Source, { start, end }: Span, depth: number): Template | undefined {
  const parts: Part[] = [];
  for (let at = start; at < end; ) {
    const part = parsePart(source, { start: at, end }, depth);
    if (part === undefined) return undefined;
    parts.push(part);
    at = part.end;
  }
  return parts;
}

function parsePart(source: Source, { start, end }: Span, depth: number): Part | undefined {
  const { text, lookup } = source;
  const dollar = text.indexOf("$", start);
  const plainEnd = dollar === -1 ? end : Math.min(dollar, end);
  if (plainEnd > start) return { kind: "text", text: text.slice(start, plainEnd), start, end: plainEnd };
  if (text[start + 1] === "{") return parseBraced(source, { start, end }, depth);
  if (text[start + 1] === "$") return { kind: "text", text: "$", start, end: start + 2 };
  const name = match(namePattern, text, start + 1);
  if (name === undefined) return { kind: "text", text: "$", start, end: start + 1 };
  return variable({ start, end: start + 1 + name[0].length }, lookup(name[0]));
}

function parseBraced(source: Source, { start, end }: Span, depth: number): Part | undefined {
  const { text, lookup } = source;
  const name = match(namePattern, text, start + 2);
  if (name === undefined || depth === deepest) return undefined;
  const nameEnd = start + 2 + name[0].length;
  const setting = lookup(name[0]);
  if (text[nameEnd] === "}") return variable({ start, end: nameEnd + 1 }, setting);
  const operator = match(operatorPattern, text, nameEnd);
  if (operator === undefined) return undefined;
  const inner = nameEnd + operator[0].length;
  const close = closingBrace(text, { start: inner, end });
  if (close === undefined) return undefined;
  const span = { start, end: close + 1 };
  const isSet = setting !== undefined && (setting.value !== "" || !operator[0].startsWith(":"));
  if (operator[1] === "?") return variable(span, isSet ? setting : undefined);
  if (operator[1] === "+" && !isSet) return { ...variable(span), fallback: [] };
  if (operator[1] === "-" && isSet) return variable(span, setting);
  const fallback = parse(source, { start: inner, end: close }, depth + 1);
  return fallback && { ...variable(span), fallback };
}

function variable({ start, end }: Span, setting?: Setting): Variable {
  return { kind: "variable", start, end, ...(setting !== undefined && { setting }) };
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
