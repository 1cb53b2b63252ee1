import type { Listed, ListPage, ReadPage } from "../catalog/listPage.ts";

/** A long list as far as it was read. */
export type Pages<Facts> = Omit<ListPage<Facts>, "next"> & {
  /** How many of the items have rows; a registry may give many more at once than anybody looks at. */
  readonly shown: number;
  readonly next: ReadPage<Facts> | undefined;
  /** Whether the first page held everything. */
  readonly atOnce: boolean;
  /** Why the page after these could not be read. */
  readonly broken?: unknown;
};

/** How a list is put in order, and how many rows it gets at a time. */
export type Layout<Facts> = {
  readonly sort: (items: readonly Listed<Facts>[]) => readonly Listed<Facts>[];
  readonly rows: number;
};

/** Puts a page, in order, after the ones read before, so that no row moves. Each name stands once. */
export function appendPage<Facts>(
  before: Pages<Facts> | undefined,
  page: ListPage<Facts>,
  { sort, rows }: Layout<Facts>,
): Pages<Facts> {
  const { hidden, cut, next, total = before?.total } = page;
  const items = distinct([...(before?.items ?? []), ...sort(page.items)]);
  return {
    items,
    shown: Math.min(items.length, (before?.shown ?? 0) + rows),
    hidden: (before?.hidden ?? 0) + hidden,
    cut,
    next,
    atOnce: before?.atOnce ?? (next === undefined && !cut),
    ...(total !== undefined && { total }),
  };
}

/** Each name once, where it stands first. */
export function distinct<Facts>(items: readonly Listed<Facts>[]): readonly Listed<Facts>[] {
  const seen = new Set<string>();
  return items.filter(({ name }) => seen.size < seen.add(name).size);
}

/** Gives rows to more of the items that were read. */
export function showMore<Facts>(pages: Pages<Facts>, { rows }: Layout<Facts>): Pages<Facts> {
  return { ...pages, shown: Math.min(pages.items.length, pages.shown + rows) };
}

/** The items that have rows. */
export function shownOf<Facts>({ items, shown }: Pages<Facts>): readonly Listed<Facts>[] {
  return items.slice(0, shown);
}

/** How many items there are in all, when that is known. */
export function totalOf({ items, total, next, cut }: Pages<unknown>): number | undefined {
  return total ?? (next === undefined && !cut ? items.length : undefined);
}
