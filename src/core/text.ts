/**
 * Registry text is hostile until it went through here: labels, history, tags, error messages. Terminal escapes
 * and bidirectional marks are made visible, so that what is read is what is there. Escaping for Markdown is the
 * editor's business (vscode/markdown.ts). Reliability V18, R10.
 */

const invisible =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB]|[\u{E0000}-\u{E0FFF}]/gu;

/** The longest text shown of one value, in UTF-16 units. */
export const longestValue = 4096;

/** Text of several lines, safe to show: invisible characters as `\u{…}`, tabs and line feeds kept, cut with "…". */
export function sanitizeLines(text: string, longest = longestValue): string {
  const cut = text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text.toWellFormed();
  return cut.replace(/\r\n?/g, "\n").replace(invisible, visible);
}

/** Text of one line, safe to show: as above, white space folded to single blanks. */
export function sanitize(text: string, longest = longestValue): string {
  return sanitizeLines(text, longest).replace(/\s+/g, " ").trim();
}

function visible(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16).toUpperCase()}}`;
}
