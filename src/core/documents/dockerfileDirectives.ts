/**
 * Parser directives: `# name = value` lines before anything else.
 * https://docs.docker.com/reference/dockerfile/#parser-directives
 */
import type { Escape } from "./dockerfileLines.ts";
import { skipSpace } from "./dockerfilePlaced.ts";
import type { Span } from "./occurrence.ts";

/** The escape character that a Dockerfile asks for, else a backslash. */
export function escapeOf(text: string): Escape {
  const value = directives(text, "#", true).get("escape");
  return value !== undefined && text.slice(value.start, value.end) === "`" ? "`" : "\\";
}

/**
 * Where the image of the front end is named that reads the file: `# syntax=`, `// syntax=`, or the key of a JSON
 * object. A shebang may stand before it, a line's indentation may not.
 */
export function syntaxOf(text: string): Span | undefined {
  const start = text.startsWith("#!") ? lineEnd(text, 0) + 1 : 0;
  const value =
    directives(text, "#", false, start).get("syntax") ?? directives(text, "//", false, start).get("syntax");
  if (value === undefined) return syntaxOfJson(text, start);
  const blank = text.indexOf(" ", value.start);
  return blank === -1 ? value : { start: value.start, end: Math.min(blank, value.end) };
}

/** The values of the directives, by lower-case name. The first line that is none ends them, as does a repeated one. */
function directives(text: string, mark: "#" | "//", indented: boolean, start = 0): ReadonlyMap<string, Span> {
  const found = new Map<string, Span>();
  for (let at = start; at < text.length; ) {
    const end = lineEnd(text, at);
    const first = indented ? skipSpace(text, at, end) : at;
    const directive = text.startsWith(mark, first)
      ? directiveIn(text, { start: first + mark.length, end })
      : undefined;
    if (directive === undefined || found.has(directive.name)) break;
    found.set(directive.name, directive.value);
    at = end + 1;
  }
  return found;
}

const known = new Set(["syntax", "escape", "check"]);
const namePattern = /([a-z][a-z0-9]*)[\t\f\r ]*=[\t\f\r ]*/iy;

function directiveIn(text: string, { start, end }: Span): { name: string; value: Span } | undefined {
  namePattern.lastIndex = skipSpace(text, start, end);
  const name = namePattern.exec(text)?.[1]?.toLowerCase() ?? "";
  const value = { start: namePattern.lastIndex, end };
  while (value.end > value.start && /[\t\f\r ]/.test(text.charAt(value.end - 1))) value.end--;
  return known.has(name) && value.end > value.start ? { name, value } : undefined;
}

/** The last `syntax` of a JSON object that the file is, without its quotes. */
function syntaxOfJson(text: string, start: number): Span | undefined {
  if (!isJsonObject(text.slice(start))) return undefined;
  let [depth, isValue, isSyntax] = [0, false, false];
  let found: Span | undefined;
  for (const { 0: token, index } of text.slice(start).matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}:,]/gs)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (token === ":" || token === ",") isValue = token === ":";
    else if (depth === 1 && !isValue) isSyntax = token === '"syntax"';
    else if (depth === 1 && isSyntax && !token.includes("\\"))
      found = { start: start + index + 1, end: start + index + token.length - 1 };
  }
  return found;
}

function isJsonObject(text: string): boolean {
  if (!text.trimStart().startsWith("{")) return false;
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

function lineEnd(text: string, at: number): number {
  const feed = text.indexOf("\n", at);
  return feed === -1 ? text.length : feed;
}
