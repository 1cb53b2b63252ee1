/** Rows that PageUp and PageDown go. */
const page = 10;

/** Where a key leads from a place in a list, whose places go from 0 to `last`; undefined for any other key. */
export function placeAfter(
  key: string,
  from: number,
  last: number,
  [back, forth]: readonly [back: string, forth: string] = ["ArrowUp", "ArrowDown"],
): number | undefined {
  switch (key) {
    case back:
      return Math.max(0, from - 1);
    case forth:
      return Math.min(last, from + 1);
    case "PageUp":
      return Math.max(0, from - page);
    case "PageDown":
      return Math.min(last, from + page);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
