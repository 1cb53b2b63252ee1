/** What the user does not want to hear of: images by pattern, and places by a comment. */
import type { Occurrence } from "../documents/occurrence.ts";
import {
  effectiveTag,
  familiarRepository,
  formatRepository,
  type Reference,
  splitReference,
} from "../reference/reference.ts";

/**
 * Whether a pattern means an image: its name as people or as registries write it, with "*" for anything; and its
 * tag, when the pattern has one. `nginx`, `ghcr.io/acme/*`, `*:latest`.
 */
export function matchesPattern(reference: Reference, pattern: string): boolean {
  const { name, tag } = splitReference(pattern.trim());
  if (tag !== undefined && !matchesGlob(effectiveTag(reference) ?? "", tag)) return false;
  const { repository } = reference;
  return [familiarRepository(repository), formatRepository(repository)].some((own) => matchesGlob(own, name));
}

/** Whether an image is ignored by one of the patterns. */
export function isIgnored(reference: Reference, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesPattern(reference, pattern));
}

/** `mooring-ignore` at the beginning of a comment: behind something, and on a line of its own. */
const comment = /(?:^|\s)(?:#|\/\/|\/\*)[ \t]*mooring-ignore(?![\w-])/;
const commentLine = /^\s*(?:\{\{-?[ \t]*)?(?:#|\/\/|\/\*)[ \t]*mooring-ignore(?![\w-])/;

/**
 * Whether a `mooring-ignore` comment is about the occurrence: on its line, or alone on the line above. One at the
 * source of its variable counts, too.
 */
export function hasIgnoreComment(text: string, { start, editAt }: Occurrence): boolean {
  return [start, ...(editAt === undefined ? [] : [editAt.start])].some((offset) => {
    const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
    const lineEnd = text.indexOf("\n", offset);
    const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd);
    const above = lineStart === 0 ? "" : text.slice(text.lastIndexOf("\n", lineStart - 2) + 1, lineStart - 1);
    return comment.test(line) || commentLine.test(above);
  });
}

/** Finds the parts between the stars one after the other, which takes no longer than the text is long for each. */
function matchesGlob(text: string, glob: string): boolean {
  const parts = glob.split("*");
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return text === glob;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
