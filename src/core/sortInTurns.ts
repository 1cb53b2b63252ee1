/** Items sorted before others get their turn. */
const run = 2048;

/** Sorts as toSorted does, and calls `pace` (async.ts) now and then. */
export async function sortInTurns<Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
  pace: () => Promise<void>,
): Promise<readonly Item[]> {
  let runs: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += run) {
    runs.push(items.slice(at, at + run).sort(compare));
    await pace();
  }
  while (runs.length > 1) {
    const merged: (readonly Item[])[] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], compare, pace));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<Item>(
  one: readonly Item[],
  other: readonly Item[],
  compare: (a: Item, b: Item) => number,
  pace: () => Promise<void>,
): Promise<readonly Item[]> {
  const merged: Item[] = [];
  for (let [a, b] = [0, 0]; a < one.length || b < other.length; ) {
    const [first, second] = [one[a], other[b]];
    const isFirst = first !== undefined && (second === undefined || compare(first, second) <= 0);
    if (isFirst) merged.push(first);
    else if (second !== undefined) merged.push(second);
    if (isFirst) a++;
    else b++;
    if (merged.length % run === 0) await pace();
  }
  return merged;
}
