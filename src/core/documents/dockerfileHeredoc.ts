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
  const [, dash, written = ""] = /^\d*<<(-?)[\t\f\r ]*([^<]*)$/.exec(raw) ?? [];
  const name = plain(written, parseWord(written, "\\") ?? []);
  return name === "" ? undefined : { name, chomp: dash === "-" };
}

/** A word with quotes and escapes taken out. Variables stay. */
function plain(source: string, word: Word): string {
  const pieces = word.map((part) => {
    if (part.kind === "quoted") return plain(source, part.word);
    return part.kind === "text" ? part.text : source.slice(part.start, part.end);
  });
  return pieces.join("");
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
