/** The two ways to say nothing of an image: a comment in its file, and a pattern in the settings. Pure; knows no VS Code. */
import type { DocumentKind, Occurrence } from "../../core/documents/occurrence.ts";
import type { TextEdit } from "../../core/pinning/edit.ts";
import { effectiveTag, familiarRepository, type Reference } from "../../core/reference/reference.ts";

/** What begins a comment in a file; undefined for JSON, which has none. */
export function commentSign(kind: DocumentKind, path: string): "#" | "//" | undefined {
  if (kind === "devcontainer") return "//";
  return /\.json$/i.test(path) ? undefined : "#";
}

/**
 * The comment on a line of its own above an occurrence, or above the source of its variable when that is where it would
 * be pinned. Undefined where no comment can stand: in JSON, and above a directive, which has to come first.
 */
export function ignoreComment(text: string, occurrence: Occurrence, path: string): TextEdit | undefined {
  const sign = commentSign(occurrence.kind, path);
  const lineStart = text.lastIndexOf("\n", occurrence.start - 1) + 1;
  const line = text.slice(lineStart, occurrence.start);
  if (sign === undefined || /^\s*#/.test(line)) return undefined;
  const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  return { start: lineStart, end: lineStart, newText: `${indent}${sign} mooring-ignore${lineEnd}` };
}

/** Patterns for `mooring.ignore`, the widest first: all tags of the image, and this one alone. */
export function ignorePatterns(reference: Reference): readonly string[] {
  const name = familiarRepository(reference.repository);
  const tag = effectiveTag(reference);
  return tag === undefined ? [name] : [name, `${name}:${tag}`];
}
