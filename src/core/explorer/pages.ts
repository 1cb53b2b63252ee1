import type { NamePage, ReadPage } from "../catalog/namePage.ts";

/** A long list as far as it was read. */
export type Pages = Omit<NamePage, "next"> & {
  readonly next: ReadPage | undefined;
  /** Whether the first page held everything. */
  readonly atOnce: boolean;
  /** Why the page after these could not be read. */
  readonly broken?: unknown;
};

/** Puts a page, in the order of `sort`, after the ones read before, so that no row moves. Each name stands once. */
export function appendPage(
  before: Pages | undefined,
  page: NamePage,
  sort: (names: readonly string[]) => readonly string[],
): Pages {
  const { items, hidden, cut, next, total = before?.total } = page;
  return {
    items: [...new Set([...(before?.items ?? []), ...sort(items)])],
    hidden: (before?.hidden ?? 0) + hidden,
    cut,
    next,
    atOnce: before?.atOnce ?? (next === undefined && !cut),
    ...(total !== undefined && { total }),
  };
}
