import type { Listed, ListPage, ReadPage } from "../catalog/listPage.ts";
import { type Fold, folds } from "./folded.ts";

/** A long list as far as it was read. */
export type Pages<Facts> = Omit<ListPage<Facts>, "next"> & {
  /** How many of the names have rows; a registry may give many more at once than anybody looks at. */
  readonly shown: number;
  readonly next: ReadPage<Facts> | undefined;
  /** Whether the first page held everything. */
  readonly atOnce: boolean;
  /** The order that the names are in, as the layout calls it. */
  readonly order: string;
  /** Why the page after these could not be read. */
  readonly broken?: unknown;
};

/** How a list is put in order, and how many rows it gets at a time. */
export type Layout<Facts> = {
  /** Tells orders apart. */
  readonly order: string;
  readonly sort: (items: readonly Listed<Facts>[]) => readonly Listed<Facts>[];
  readonly rows: number;
  /** Where a name is folded to; undefined for one with a row of its own. */
  readonly foldOf: (name: string) => Fold | undefined;
};

/** A text that names must hold, and how many of them have rows. */
export type Filter = { readonly text: string; readonly shown: number };

/** What of a long list is to be seen. */
export type View<Facts> = {
  /** The names that have rows. */
  readonly rows: readonly Listed<Facts>[];
  readonly folds: ReadonlyMap<Fold, readonly Listed<Facts>[]>;
  /** How many names there are to show, with those that have no rows yet. */
  readonly matching: number;
  /** How many names were read and not folded, whether they match or not. */
  readonly read: number;
  /** How many there are in all, when that is known; without a filter as without folded ones. */
  readonly total: number | undefined;
};

/** Puts a page, in order, after the ones read before, so that no row moves. Each name stands once. */
export function appendPage<Facts>(
  before: Pages<Facts> | undefined,
  page: ListPage<Facts>,
  { order, sort, rows, foldOf }: Layout<Facts>,
): Pages<Facts> {
  const { hidden, cut, next, total = before?.total } = page;
  const items = distinct([...(before?.items ?? []), ...sort(page.items)]);
  return {
    items,
    shown: Math.min(countOf(items, foldOf), (before?.shown ?? 0) + rows),
    hidden: (before?.hidden ?? 0) + hidden,
    cut,
    next,
    atOnce: before?.atOnce ?? (next === undefined && !cut),
    order: before?.order ?? order,
    ...(total !== undefined && { total }),
  };
}

/** All that was read in the layout's order, when it is in another one. */
export function inOrder<Facts>(pages: Pages<Facts>, { order, sort }: Layout<Facts>): Pages<Facts> {
  return pages.order === order ? pages : { ...pages, order, items: sort(pages.items) };
}

/** Each name once, where it stands first. */
export function distinct<Facts>(items: readonly Listed<Facts>[]): readonly Listed<Facts>[] {
  const seen = new Set<string>();
  return items.filter(({ name }) => seen.size < seen.add(name).size);
}

/** Gives rows to more of the names that were read; undefined when all of them have rows. */
export function showMore<Facts>(
  pages: Pages<Facts>,
  { rows, foldOf }: Layout<Facts>,
): Pages<Facts> | undefined {
  const count = countOf(pages.items, foldOf);
  return pages.shown < count ? { ...pages, shown: Math.min(count, pages.shown + rows) } : undefined;
}

/** Whether a name holds a text; upper and lower case are alike. */
export function matches(name: string, text: string): boolean {
  return name.toLowerCase().includes(text.toLowerCase());
}

/** What of the list is to be seen, of those that match where there is a filter. */
export function viewOf<Facts>(
  pages: Pages<Facts>,
  { foldOf }: Pick<Layout<Facts>, "foldOf">,
  filter?: Filter,
): View<Facts> {
  const places = Map.groupBy(pages.items, ({ name }) => foldOf(name) ?? "list");
  const narrowed = (items: readonly Listed<Facts>[] = []) =>
    filter === undefined ? items : items.filter(({ name }) => matches(name, filter.text));
  const { list = [], ...folded } = Object.fromEntries(places);
  const plain = narrowed(list);
  const total = totalOf(pages);
  return {
    rows: plain.slice(0, filter?.shown ?? pages.shown),
    folds: new Map(folds.map((fold) => [fold, narrowed(folded[fold])])),
    matching: plain.length,
    read: list.length,
    total: total && Math.max(list.length, total - (pages.items.length - list.length)),
  };
}

function countOf<Facts>(items: readonly Listed<Facts>[], foldOf: Layout<Facts>["foldOf"]): number {
  return items.reduce((count, { name }) => count + Number(foldOf(name) === undefined), 0);
}

/** How many names there are in all, when that is known. */
export function totalOf({ items, total, next, cut }: Pages<unknown>): number | undefined {
  return total ?? (next === undefined && !cut ? items.length : undefined);
}
