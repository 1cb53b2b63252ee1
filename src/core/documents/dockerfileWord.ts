/**
 * Words of a Dockerfile as the shell of its front end reads them.
 *
 *     word       ::= ( text | escape unit | "'" text "'" | '"' ( text | escape | variable )* '"' | variable )*
 *     variable   ::= "$" name | "${" name [ operation ] "}"
 *     operation  ::= [ ":" ] ( "-" | "+" | "?" ) word
 *                  | ( "#" | "##" | "%" | "%%" ) pattern
 *                  | ( "/" | "//" ) pattern "/" replacement
 *     name       ::= letter ( letter | digit | "_" )* | digit+ | one of @ * # ? - $ !
 *
 * https://docs.docker.com/reference/dockerfile/#environment-replacement
 */
import type { Escape } from "./dockerfileLines.ts";
import type { Span } from "./occurrence.ts";

/** A piece of a word. Spans are offsets into the word. */
export type Part =
  /** `text` is the end of what the span holds: only a leading escape character is left out. */
  | (Span & { readonly kind: "text"; readonly text: string })
  | (Span & { readonly kind: "quoted"; readonly word: Word })
  | (Span & { readonly kind: "variable"; readonly name: string; readonly operation?: Operation });

export type Word = readonly Part[];

/** What is made of a variable's value; with `emptyIsUnset` an empty value counts as none. */
export type Operation =
  | {
      readonly kind: "default" | "alternative" | "required";
      readonly word: Word;
      readonly emptyIsUnset: boolean;
    }
  | { readonly kind: "trimStart" | "trimEnd"; readonly pattern: Word }
  | {
      readonly kind: "replace";
      readonly all: boolean;
      readonly pattern: Word;
      readonly replacement: Word;
    }
  /** Parsed, but no operation of the front end. */
  | { readonly kind: "unknown" };

/** Reads a word; undefined when a quote or brace is not closed, or nothing of the kind can be substituted. */
export function parseWord(text: string, escapeUnit: Escape): Word | undefined {
  return new WordParser(text, escapeUnit).parse();
}

/** In patterns and replacements escapes stay, for the pattern to read; `text` of their parts may be longer. */
type Mode = "word" | "pattern" | "replacement";

const deepest = 32;
const namePattern = /[\p{L}_][\p{L}\p{Nd}_]*|\p{Nd}+|[@*#?\-$!]/uy;

class WordParser {
  readonly #text: string;
  readonly #escape: Escape;
  #at = 0;
  #depth = 0;

  constructor(text: string, escapeUnit: Escape) {
    this.#text = text;
    this.#escape = escapeUnit;
  }

  parse(): Word | undefined {
    return this.#until("", "word");
  }

  /** Reads up to `stop` and passes over it; up to the end when `stop` is empty. */
  #until(stop: "" | "}" | "/", mode: Mode): Word | undefined {
    const parts: Part[] = [];
    while (this.#at < this.#text.length) {
      if (this.#text[this.#at] === stop) {
        this.#at++;
        return parts;
      }
      const part = this.#part(stop, mode);
      if (part === undefined) return undefined;
      parts.push(part);
    }
    return stop === "" ? parts : undefined;
  }

  #part(stop: string, mode: Mode): Part | undefined {
    switch (this.#text[this.#at]) {
      case "$":
        return this.#variable();
      case "'":
        return this.#singleQuoted(mode);
      case '"':
        return this.#doubleQuoted(mode);
      case this.#escape:
        return this.#escaped(mode);
      default:
        return this.#plain(`$'"${this.#escape}${stop}`);
    }
  }

  #plain(stops: string): Part {
    const start = this.#at;
    while (this.#at < this.#text.length && !stops.includes(this.#text.charAt(this.#at))) this.#at++;
    return this.#textFrom(start);
  }

  #escaped(mode: Mode): Part {
    const start = this.#at;
    this.#at = Math.min(start + 2, this.#text.length);
    return this.#textFrom(start, this.#text.slice(mode === "word" ? start + 1 : start, this.#at));
  }

  #singleQuoted(mode: Mode): Part | undefined {
    const start = this.#at;
    const end = this.#text.indexOf("'", start + 1);
    if (end === -1) return undefined;
    this.#at = end;
    const content = this.#text.slice(start + 1, end);
    const escaped = mode === "pattern" ? content.replaceAll(this.#escape, this.#escape.repeat(2)) : content;
    const text = this.#textFrom(start + 1, escaped);
    this.#at++;
    return { kind: "quoted", word: [text], start, end: this.#at };
  }

  #doubleQuoted(mode: Mode): Part | undefined {
    const start = this.#at++;
    const word: Part[] = [];
    for (let unit = this.#text[this.#at]; unit !== undefined; unit = this.#text[this.#at]) {
      if (unit === '"') return { kind: "quoted", word, start, end: ++this.#at };
      const part = unit === "$" ? this.#variable() : this.#inDoubleQuotes(unit, mode);
      if (part === undefined) return undefined;
      word.push(part);
    }
    return undefined;
  }

  /** An escape character escapes itself, a quote and a dollar sign here, and is text before anything else. */
  #inDoubleQuotes(unit: string, mode: Mode): Part {
    const start = this.#at;
    if (unit !== this.#escape) return this.#plain(`"$${this.#escape}`);
    const next = this.#text[start + 1];
    if (next === '"' || next === "$" || next === this.#escape) return this.#escaped(mode);
    this.#at++;
    return this.#textFrom(start, mode === "word" ? unit : unit + unit);
  }

  #textFrom(start: number, text = this.#text.slice(start, this.#at)): Part {
    return { kind: "text", text, start, end: this.#at };
  }

  #variable(): Part | undefined {
    const start = this.#at++;
    if (this.#text[this.#at] === "{") return this.#braced(start);
    const name = this.#name();
    return name === "" ? this.#textFrom(start) : { kind: "variable", name, start, end: this.#at };
  }

  #braced(start: number): Part | undefined {
    this.#at++;
    if (this.#depth === deepest || /^[{}:]?$/.test(this.#text.charAt(this.#at))) return undefined;
    const name = this.#name();
    if (this.#text[this.#at] === "}") return { kind: "variable", name, start, end: ++this.#at };
    this.#depth++;
    const operation = this.#operation();
    this.#depth--;
    return operation && { kind: "variable", name, operation, start, end: this.#at };
  }

  #name(): string {
    namePattern.lastIndex = this.#at;
    const name = namePattern.exec(this.#text)?.[0] ?? "";
    this.#at += name.length;
    return name;
  }

  #operation(): Operation | undefined {
    const operator = this.#text[this.#at++];
    if (operator === ":") return this.#choice(this.#text[this.#at++], true);
    if (operator === "/") return this.#replace();
    if (operator !== "#" && operator !== "%") return this.#choice(operator, false);
    const pattern = this.#until("}", "pattern");
    return pattern && { kind: operator === "#" ? "trimStart" : "trimEnd", pattern };
  }

  #choice(operator: string | undefined, emptyIsUnset: boolean): Operation | undefined {
    const kind = choices.get(operator ?? "");
    if (kind === undefined && (!emptyIsUnset || operator === "#" || operator === "%")) return undefined;
    const word = this.#until("}", "word");
    return word && (kind === undefined ? { kind: "unknown" } : { kind, word, emptyIsUnset });
  }

  #replace(): Operation | undefined {
    const all = this.#text[this.#at] === "/";
    if (all) this.#at++;
    const pattern = this.#until("/", "pattern");
    const replacement = pattern && this.#until("}", "replacement");
    return replacement && { kind: "replace", all, pattern, replacement };
  }
}

const choices = new Map<string, "default" | "alternative" | "required">([
  ["-", "default"],
  ["+", "alternative"],
  ["?", "required"],
]);
