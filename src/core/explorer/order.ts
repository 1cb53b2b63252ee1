/**
 * The order of names in the view. A name is read as runs of digits and of other characters; runs of digits compare
 * as numbers, of any length. Both orders are total.
 */

export const tagOrders = ["semver", "name", "newest"] as const;

export type TagOrder = (typeof tagOrders)[number];

/** Tags in the order asked for. `dateOf` in milliseconds since 1970; tags without a date come last. Gives a new list. */
export function orderTags<Item extends Named>(
  tags: readonly Item[],
  order: TagOrder,
  dateOf: (tag: Item) => number | undefined,
): readonly Item[] {
  switch (order) {
    case "semver":
      return sortTags(tags);
    case "name":
      return sortNames(tags);
    case "newest": {
      const dated = sortTags(tags).map((tag) => ({ tag, date: dateOf(tag) ?? Number.NEGATIVE_INFINITY }));
      // Of the same date, or without one, the order of versions stays: the sort is stable.
      return dated.sort((a, b) => Number(b.date > a.date) - Number(b.date < a.date)).map(({ tag }) => tag);
    }
  }
}

/**
 * Tags, the newest version first: `latest`, then versions downwards, then words. A line stands before its members
 * and a version before its variants: `1`, `1.28`, `1.28.0`, `1.28.0-alpine`, `1.27`. Gives a new list.
 */
export function sortTags<Item extends Named>(tags: readonly Item[]): readonly Item[] {
  return sortBy(tags, (tag) => tag.replace(/^v(?=\d)/, ""), -1, "latest");
}

/** Names of repositories and namespaces, upwards: `app9` before `app10`. Gives a new list. */
export function sortNames<Item extends Named>(names: readonly Item[]): readonly Item[] {
  return sortBy(names, (name) => name, 1);
}

/** Whatever is put in order by a name. */
type Named = { readonly name: string };

type Run = { readonly text: string; readonly isNumber: boolean };
type Key<Item> = { readonly item: Item; readonly runs: readonly Run[] };

/** Names are taken apart once, not once for each comparison: a page may hold 50,000 tags. */
function sortBy<Item extends Named>(
  items: readonly Item[],
  meaning: (name: string) => string,
  direction: 1 | -1,
  first?: string,
): readonly Item[] {
  const keys = items.map((item): Key<Item> => ({ item, runs: runsOf(meaning(item.name)) }));
  keys.sort(
    (a, b) =>
      Number(b.item.name === first) - Number(a.item.name === first) ||
      compareRuns(a.runs, b.runs, direction) ||
      compareText(a.item.name, b.item.name),
  );
  return keys.map(({ item }) => item);
}

/** Numbers lose their leading zeros, so that they compare by length and then by character, exact for any length. */
function runsOf(name: string): readonly Run[] {
  return (name.match(/\d+|\D+/g) ?? []).map((run) =>
    /^\d/.test(run) ? { text: run.replace(/^0+/, ""), isNumber: true } : { text: run, isNumber: false },
  );
}

function compareRuns(a: readonly Run[], b: readonly Run[], direction: 1 | -1): number {
  for (const [index, run] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const compared = compareRun(run, other, direction);
    if (compared !== 0) return compared;
  }
  return a.length - b.length;
}

/** Numbers stand before words; the direction is only that of numbers. */
function compareRun(a: Run, b: Run, direction: 1 | -1): number {
  if (!a.isNumber || !b.isNumber) {
    return Number(b.isNumber) - Number(a.isNumber) || compareText(a.text, b.text);
  }
  return direction * (a.text.length - b.text.length || compareText(a.text, b.text));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
