import { sanitize } from "../../core/text.ts";

/** The widest cell that the columns behind it are moved for, in characters. */
const widest = 60;

/**
 * Rows with their cells one below the other, safe to show; the last column takes what is left. Those of `right` end,
 * the others begin at the same place.
 */
export function alignColumns(
  rows: readonly (readonly string[])[],
  right: ReadonlySet<number> = new Set(),
): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => sanitize(cell, 300)));
  const widths: number[] = [];
  for (const row of cells)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, Math.min(cell.length, widest));
    });
  const padded = (cell: string, column: number) => {
    const width = widths[column] ?? 0;
    return right.has(column) ? cell.padStart(width) : cell.padEnd(width);
  };
  return cells.map((row) => row.map(padded).join("  ").trimEnd());
}
