/**
 * The strings of an HCL document with the blocks and attributes that they stand in: as much as the images of a bake
 * file need. Expressions are not evaluated; half-typed text gives what can be read of it. Time is linear in the length.
 * https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
import type { Span } from "./occurrence.ts";
import type { Limit } from "./yaml.ts";

/** The span of a string is what stands between its quotes, or the lines of a heredoc. Escapes stay as written. */
export type HclString = Span & {
  /** The block's type and labels, the attribute, and the keys of objects: `target`, `app`, `contexts`, `base`. */
  readonly path: readonly string[];
  /** Whether the string is all of the attribute's value: no list, no part of an expression. */
  readonly whole: boolean;
};

export type HclReading = { readonly strings: readonly HclString[]; readonly limit?: Limit };

/** Lengths are in UTF-16 units; no block header has more words. */
const most = { length: 1 << 20, depth: 100, words: 8 };

/** Reads all strings that are values, in order. Never throws. */
export function readHcl(text: string): HclReading {
  if (text.length > most.length) return { strings: [], limit: "tooLarge" };
  const strings: HclString[] = [];
  const frames = [openFrame([], "}")];
  let assigned = false;
  for (const token of tokens(text)) {
    const frame = frames.at(-1);
    if (frame === undefined || frames.length > most.depth) return { strings, limit: "tooDeep" };
    if (token.kind === "string") {
      const { start, end, next } = token;
      const whole = assigned && match(valueEnd, text, next) !== undefined;
      if (isName(frame)) frame.words.push(text.slice(start, end));
      else strings.push({ start, end, path: pathOf(frame), whole });
    }
    assigned = token.kind === "other" && step(frames, frame, token.text);
  }
  return { strings };
}

/** What is open. `words` are those of a block's header or an attribute's name; `key` is the attribute that has its value now. */
type Frame = {
  readonly path: readonly string[];
  readonly end: string;
  readonly words: string[];
  key: string | undefined;
};

const opening = new Map([
  ["{", "}"],
  ["[", "]"],
  ["(", ")"],
]);
const closing = new Set(opening.values());

function openFrame(path: readonly string[], end: string): Frame {
  return { path, end, words: [], key: undefined };
}

function pathOf({ path, key, words }: Frame): readonly string[] {
  return key === undefined ? [...path, ...words] : [...path, key];
}

/** In a body a string before "=" or ":" is a name or a label; elsewhere it is a value. */
function isName({ end, key, words }: Frame): boolean {
  return end === "}" && key === undefined && words.length < most.words;
}

/** Takes a word or a sign in. Whether it is the "=" or ":" that an attribute's value follows. */
function step(frames: Frame[], frame: Frame, text: string): boolean {
  const end = opening.get(text);
  if (end !== undefined) frames.push(openFrame(pathOf(frame), end));
  else if (closing.has(text)) close(frames, text);
  else if (frame.end !== "}") return false;
  else if (text === "\n" || text === ",") clear(frame);
  else if (frame.key === undefined && (text === "=" || text === ":")) {
    frame.key = frame.words[0] ?? "";
    return true;
  } else if (isName(frame)) frame.words.push(text);
  return false;
}

/** Closes the innermost bracket of the kind, with all in it; the outermost frame stays. */
function close(frames: Frame[], end: string): void {
  const at = frames.findLastIndex((frame, index) => index > 0 && frame.end === end);
  if (at === -1) return;
  frames.length = at;
  const outer = frames.at(-1);
  if (outer?.end === "}" && outer.key === undefined) clear(outer);
}

function clear(frame: Frame): void {
  frame.words.length = 0;
  frame.key = undefined;
}

/** `next` is the offset behind a string and its quote, or behind a heredoc's last line. */
type Token =
  | (Span & { readonly kind: "string"; readonly next: number })
  | { readonly kind: "other"; readonly text: string };

/** What follows the value of an attribute. */
const valueEnd = /[ \t]*(?:[\r\n,}#]|\/[/*]|$)/y;
const comment = /#[^\n]*|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?/y;
const sign = /\n|[\p{L}_][\p{L}\p{N}_-]*|[0-9][0-9.a-zA-Z]*|==|!=|<=|>=|=>|&&|\|\||\S/uy;
const heredocStart = /<<-?([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy;

function* tokens(text: string): Generator<Token> {
  for (let at = 0; at < text.length; ) {
    const heredoc = match(heredocStart, text, at);
    if (heredoc !== undefined) {
      const start = at + heredoc[0].length;
      const end = heredocEnd(text, start, heredoc[1] ?? "");
      at = lineEnd(text, end);
      yield { kind: "string", start, end, next: at };
    } else if (text[at] === '"') {
      const end = stringEnd(text, at + 1);
      const next = text[end] === '"' ? end + 1 : end;
      yield { kind: "string", start: at + 1, end, next };
      at = next;
    } else {
      const skipped = match(comment, text, at)?.[0];
      const found = skipped ?? match(sign, text, at)?.[0];
      if (skipped === undefined && found !== undefined) yield { kind: "other", text: found };
      at += found?.length ?? 1;
    }
  }
}

/** The offset of a string's closing quote, or of the line's end when it is missing. Interpolations may hold strings. */
function stringEnd(text: string, start: number): number {
  // What is open from the outside in: a string, or a bracket of an interpolation.
  const open = ['"'];
  for (let at = start; at < text.length; at++) {
    const [character, inString] = [text[at], open.at(-1) === '"'];
    if (character === "\n") return at;
    if (inString && character === "\\") at++;
    else if (inString && opensTemplate(text, at)) {
      open.push("{");
      at++;
    } else if (inString ? character === '"' : character === "}") open.pop();
    else if (!inString && (character === '"' || character === "{")) open.push(character);
    if (open.length === 0) return at;
  }
  return text.length;
}

/** `${` and `%{` open a template, but `$${` and `%%{` stand for themselves. */
function opensTemplate(text: string, at: number): boolean {
  const sign = text[at];
  return (sign === "$" || sign === "%") && text[at + 1] === "{" && text[at - 1] !== sign;
}

/** The offset of the line that ends the heredoc; that of the text's end when there is none. */
function heredocEnd(text: string, start: number, name: string): number {
  const line = new RegExp(`^[ \\t]*${name}[ \\t]*\\r?$`, "gmu");
  line.lastIndex = start;
  return line.exec(text)?.index ?? text.length;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

function match(sticky: RegExp, text: string, at: number): RegExpExecArray | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text) ?? undefined;
}
