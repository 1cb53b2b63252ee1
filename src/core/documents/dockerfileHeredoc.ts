/**
 * Heredocs: `<<NAME` among the words of an instruction says that lines of content follow.
 * https://docs.docker.com/reference/dockerfile/#here-documents
 */
import { isSpace } from "./dockerfilePlaced.ts";
import { parseWord, type Word } from "./dockerfileWord.ts";

/** The line that ends it is `name`; with `chomp` after leading tabs are taken off. */
export type Heredoc = { readonly name: string; readonly chomp: boolean };

/** The heredocs that a line starts, in order; none when its quotes do not match. Always escaped by backslashes. */
export function heredocsIn(line: string): readonly Heredoc[] {
  const word = line.includes("<<") ? parseWord(line, "\\") : undefined;
  return splitRaw(line, word ?? []).flatMap((raw) => heredocOf(raw) ?? []);
}

function heredocOf(raw: string): Heredoc | undefined {
  const [, dash, name = ""] = /^\d*<<(-?)[\t\f\r ]*([^<]*)$/.exec(raw) ?? [];
  const names = splitPlain(name, parseWord(name, "\\") ?? []);
  return names.length === 1 ? { name: names.join(""), chomp: dash === "-" } : undefined;
}

/** Splits at white space, leaving quotes and escapes. White space behind "<<" does not split. */
function splitRaw(source: string, word: Word): readonly string[] {
  const words = new Words();
  for (const part of word) {
    const raw = source.slice(part.start, part.end);
    if (part.kind === "variable") words.split(raw);
    else if (part.kind === "quoted" || part.text !== raw) words.add(raw);
    else
      for (const [piece] of raw.matchAll(/<<[\t\r ]*|[\s\S]/g))
        if (piece.startsWith("<<")) words.add(piece);
        else words.split(piece);
  }
  return words.done();
}

/** Splits at white space that is neither quoted nor escaped, with quotes and escapes taken out. */
function splitPlain(source: string, word: Word): readonly string[] {
  const words = new Words();
  for (const part of word)
    if (part.kind === "quoted") words.add(plain(source, part.word));
    else if (part.kind === "text" && part.text.length < part.end - part.start) words.add(part.text);
    else words.split(source.slice(part.start, part.end));
  return words.done();
}

function plain(source: string, word: Word): string {
  return word.map((part) => (part.kind === "text" ? part.text : source.slice(part.start, part.end))).join("");
}

/** Collects words from pieces. */
class Words {
  readonly #words: string[] = [];
  #current = "";

  add(text: string): void {
    this.#current += text;
  }

  split(text: string): void {
    for (const unit of text)
      if (isSpace(unit)) this.done();
      else this.#current += unit;
  }

  done(): readonly string[] {
    if (this.#current !== "") this.#words.push(this.#current);
    this.#current = "";
    return this.#words;
  }
}
