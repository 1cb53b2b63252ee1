/** What two lists have in common, in order. */

/** Entries of two lists that stand for the same, by their places. */
export type Pair = readonly [old: number, now: number];

/** Cells of the table up to which the longest common sequence is looked for: 8 MB. */
const mostCells = 4_000_000;

/**
 * The longest sequence of equal keys that both lists hold in the same order. undefined is equal to nothing. When what
 * lies between their common start and their common end is too long for a table, nothing of it is paired.
 */
export function commonSequence(
  old: readonly (string | undefined)[],
  now: readonly (string | undefined)[],
): readonly Pair[] {
  const isSame = (a: number, b: number) => old[a] !== undefined && old[a] === now[b];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && isSame(start, start)) start++;
  let end = 0;
  while (end < shorter - start && isSame(old.length - 1 - end, now.length - 1 - end)) end++;
  const [rows, columns] = [old.length - start - end, now.length - start - end];
  const middle =
    rows * columns > mostCells
      ? []
      : longest(rows, columns, (row, column) => isSame(start + row, start + column));
  return [
    ...Array.from({ length: start }, (_, at): Pair => [at, at]),
    ...middle.map(([row, column]): Pair => [start + row, start + column]),
    ...Array.from({ length: end }, (_, at): Pair => [old.length - end + at, now.length - end + at]),
  ];
}

function longest(
  rows: number,
  columns: number,
  isSame: (row: number, column: number) => boolean,
): readonly Pair[] {
  const width = columns + 1;
  // The length of the longest common sequence from each pair of places on.
  const lengths = new Uint16Array((rows + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row--)
    for (let column = columns - 1; column >= 0; column--)
      lengths[row * width + column] = isSame(row, column)
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
  const pairs: Pair[] = [];
  let [row, column] = [0, 0];
  while (row < rows && column < columns) {
    if (isSame(row, column)) pairs.push([row++, column++]);
    else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return pairs;
}
