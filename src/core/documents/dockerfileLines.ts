/** A Dockerfile's lines. https://docs.docker.com/reference/dockerfile/#format */
import { type Placed, placeSpans, skipSpace } from "./dockerfilePlaced.ts";
import type { Span } from "./occurrence.ts";

/** The character that escapes, and continues a line when it ends it. */
export type Escape = "\\" | "`";

/** BuildKit's own limit, in bytes there and in UTF-16 units here. */
const longestLine = 65_535;

/** Hands out the lines that hold instructions: comments left out, continued lines joined. */
export class DockerfileLines {
  readonly #text: string;
  readonly #escape: Escape;
  #at = 0;
  #tooLong = false;

  constructor(text: string, escapeUnit: Escape) {
    this.#text = text;
    this.#escape = escapeUnit;
  }

  /** Whether reading stopped at a line that is too long. */
  get tooLong(): boolean {
    return this.#tooLong;
  }

  /** The next instruction, undefined at the end. */
  next(): Placed | undefined {
    for (let line = this.#physical(); line !== undefined; line = this.#physical()) {
      const start = skipSpace(this.#text, line.start, line.end);
      if (start === line.end || this.#text[start] === "#") continue;
      const spans = this.#continued({ start, end: line.end });
      return this.#tooLong ? undefined : placeSpans(this.#text, spans);
    }
    return undefined;
  }

  /** Passes over the lines of a heredoc, the one that ends it included. Without that one, over all lines. */
  skipHeredoc({ name, chomp }: { readonly name: string; readonly chomp: boolean }): void {
    for (let line = this.#physical(); line !== undefined; line = this.#physical()) {
      const content = this.#text.slice(line.start, line.end);
      if ((chomp ? content.replace(/^\t+/, "") : content) === name) return;
    }
  }

  /** A line and those that continue it. Comments and empty lines in between do not end it. */
  #continued(first: Span): readonly Span[] {
    const spans: Span[] = [];
    for (let line: Span | undefined = first; line !== undefined; line = this.#physical()) {
      const start = skipSpace(this.#text, line.start, line.end);
      if (start === line.end || this.#text[start] === "#") continue;
      const end = this.#continuation(line);
      spans.push({ start: line.start, end: end ?? line.end });
      if (end === undefined) break;
    }
    return spans;
  }

  /** Where the content of a line ends that is continued: a doubled escape character continues nothing. */
  #continuation({ start, end }: Span): number | undefined {
    let last = end - 1;
    while (last > start && (this.#text[last] === " " || this.#text[last] === "\t")) last--;
    const continues =
      this.#text[last] === this.#escape && (last === start || this.#text[last - 1] !== this.#escape);
    return continues ? last : undefined;
  }

  /** The next line as it stands, without its end. Only a line feed ends lines, with any carriage returns before it. */
  #physical(): Span | undefined {
    const start = this.#at;
    if (start >= this.#text.length || this.#tooLong) return undefined;
    const feed = this.#text.indexOf("\n", start);
    let end = feed === -1 ? this.#text.length : feed;
    this.#at = end + 1;
    while (end > start && this.#text[end - 1] === "\r") end--;
    this.#tooLong = end - start > longestLine;
    return this.#tooLong ? undefined : { start, end };
  }
}
