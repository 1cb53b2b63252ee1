/** How results are printed: JSON for programs, aligned columns for people, remarks on standard error. */
import { sanitize } from "../core/text.ts";
import type { Sink, World } from "./command.ts";

/** Control and direction characters that JSON leaves as they are, but that a terminal acts on. */
const active = /[\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g;

/** Prints one JSON value. Escaping changes no value: what is read back is what was given. */
export function printJson(sink: Sink, value: unknown): void {
  const text = JSON.stringify(value, undefined, 2).replace(
    active,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  sink.write(`${text}\n`);
}

/**
 * Prints rows of cells as columns, sanitised; the last column is not padded. Columns in `right` are aligned right. Two
 * blanks before a cell, of what belongs to the row above, stay.
 */
export function printColumns(
  sink: Sink,
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number> = new Set(),
): void {
  const cells = rows.map((row) => row.map((cell) => `${cell.startsWith("  ") ? "  " : ""}${sanitize(cell)}`));
  const widths: number[] = [];
  for (const row of cells) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  for (const row of cells) {
    const padded = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      if (right.has(column)) return cell.padStart(width);
      return column === row.length - 1 ? cell : cell.padEnd(width);
    });
    sink.write(`${padded.join("  ").trimEnd()}\n`);
  }
}

/** Prints one remark, such as a failure or a file left out, where it does not mix with results. */
export function remark({ stderr }: Pick<World, "stderr">, sentence: string): void {
  stderr.write(`mooring: ${sanitize(sentence)}\n`);
}
