/** Where an offset is, as editors and compilers say it: `line:column`, both from 1, columns in UTF-16 units. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return `${before.split("\n").length}:${offset - lineStart + 1}`;
}
