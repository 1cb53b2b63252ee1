/** Unified diffs, as `patch -p1` and `git apply` take them. */

const context = 3;

/**
 * The diff from `before` to `after`, which must have the same number of lines; empty when nothing differs. Byte order
 * marks and carriage returns belong to the lines.
 * https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  const old = linesOf(before);
  const renewed = linesOf(after);
  const changed = old.flatMap((line, index) => (line === renewed[index] ? [] : [index]));
  if (changed.length === 0) return "";
  const hunks = hunksAround(changed, old.length).map(([from, to]) => hunk(old, renewed, from, to));
  return `--- ${headerPath(`a/${path}`)}\n+++ ${headerPath(`b/${path}`)}\n${hunks.join("")}`;
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** Ranges of lines, end exclusive, that hold the changed lines with their context; those that touch are one. */
function hunksAround(changed: readonly number[], count: number): readonly (readonly [number, number])[] {
  const hunks: [number, number][] = [];
  for (const line of changed) {
    const from = Math.max(0, line - context);
    const to = Math.min(count, line + context + 1);
    const last = hunks.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  }
  return hunks;
}

function hunk(old: readonly string[], renewed: readonly string[], from: number, to: number): string {
  const range = `${from + 1},${to - from}`;
  let body = "";
  let added = "";
  for (const [offset, line] of old.slice(from, to).entries()) {
    const other = renewed[from + offset] ?? "";
    if (line === other) {
      body += added + prefixed(" ", line);
      added = "";
    } else {
      body += prefixed("-", line);
      added += prefixed("+", other);
    }
  }
  return `@@ -${range} +${range} @@\n${body}${added}`;
}

function prefixed(sign: string, line: string): string {
  return line.endsWith("\n") ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`;
}

/** As git writes names: quoted when they would break the header, a tab behind those with blanks. */
function headerPath(path: string): string {
  if (!/[\u0000-\u001F\u007F"\\]/.test(path)) return path.includes(" ") ? `${path}\t` : path;
  const quoted = path.replace(/[\u0000-\u001F\u007F"\\]/g, (character) =>
    character === '"' || character === "\\"
      ? `\\${character}`
      : `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
  return `"${quoted}"`;
}
