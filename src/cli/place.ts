/** A place as editors and compilers count: both from 1, columns in UTF-16 units. */
export type Point = { readonly line: number; readonly column: number };

/** Where an offset is. */
export function pointOf(text: string, offset: number): Point {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

/** Where an offset is, in words: `line:column`. */
export function placeOf(text: string, offset: number): string {
  const { line, column } = pointOf(text, offset);
  return `${line}:${column}`;
}
