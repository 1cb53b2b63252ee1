import type { NamePage, ReadPage } from "../catalog/namePage.ts";

/** A long list as far as it was read. */
export type Pages = Omit<NamePage, "next"> & {
  /** How many of the items have rows; a registry may give many more at once than anybody looks at. */
  readonly shown: number;
  readonly next: ReadPage | undefined;
  /** Whether the first page held everything. */
  readonly atOnce: boolean;
  /** Why the page after these could not be read. */
  readonly broken?: unknown;
};

/** How a list is put in order, and how many rows it gets at a time. */
export type Layout = {
  readonly sort: (names: readonly string[]) => readonly string[];
  readonly rows: number;
};

/** Puts a page, in order, after the ones read before, so that no row moves. Each name stands once. */
export function appendPage(before: Pages | undefined, page: NamePage, { sort, rows }: Layout): Pages {
  const { hidden, cut, next, total = before?.total } = page;
  const items = [...new Set([...(before?.items ?? []), ...sort(page.items)])];
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

/** Gives rows to more of the items that were read. */
export function showMore(pages: Pages, { rows }: Layout): Pages {
  return { ...pages, shown: Math.min(pages.items.length, pages.shown + rows) };
}

/** The items that have rows. */
export function shownOf({ items, shown }: Pages): readonly string[] {
  return items.slice(0, shown);
}

/** How many items there are in all, when that is known. */
export function totalOf({ items, total, next, cut }: Pages): number | undefined {
  return total ?? (next === undefined && !cut ? items.length : undefined);
}
