import type { ListPage, ReadPage } from "./listPage.ts";

/** How many lists are asked at the same time. */
const together = 10;

/**
 * Several lists as one: a page is the next page of each, in the lists' order, of ten lists at most. It costs a
 * request for each of them, and fails when one fails.
 */
export function inTurn<Facts>(lists: readonly ReadPage<Facts>[]): ReadPage<Facts> {
  return async (signal) => {
    const { pages, ...page } = await readOn(lists, false, signal);
    const totals = pages.map(({ total }) => total);
    const isWhole = lists.length <= together && totals.every((total) => total !== undefined);
    return { ...page, ...(isWhole && { total: totals.reduce<number>((sum, total = 0) => sum + total, 0) }) };
  };
}

async function readOn<Facts>(
  lists: readonly ReadPage<Facts>[],
  wasCut: boolean,
  signal: AbortSignal | undefined,
): Promise<ListPage<Facts> & { readonly pages: readonly ListPage<Facts>[] }> {
  const pages = await Promise.all(lists.slice(0, together).map((read) => read(signal)));
  const ahead = [...pages.flatMap(({ next }) => next ?? []), ...lists.slice(together)];
  const cut = wasCut || pages.some((page) => page.cut);
  const next: ReadPage<Facts> = async (later) => {
    const { pages: _, ...page } = await readOn(ahead, cut, later);
    return page;
  };
  return {
    items: pages.flatMap(({ items }) => items),
    hidden: pages.reduce((sum, { hidden }) => sum + hidden, 0),
    cut,
    ...(ahead.length > 0 && { next }),
    pages,
  };
}
