/** Reading long lists page by page. */
import type { ReadPage } from "../catalog/listPage.ts";
import { isAbort } from "../errors.ts";
import type { Kept, Work } from "./kept.ts";
import { appendPage, type Filter, type Layout, type Pages, showMore, viewOf } from "./pages.ts";

/** A list with the way to read it. */
export type List<Facts> = {
  readonly kept: Kept<Pages<Facts>>;
  readonly read: ReadPage<Facts>;
  readonly layout: Layout<Facts>;
};

/** How many pages are read at most to look for what a filter lets through. */
export const mostFilteredPages = 20;

/** Reads the first page. */
export function firstPage<Facts>({ read, layout }: List<Facts>): Work<Pages<Facts>> {
  return async (_, signal) => appendPage(undefined, await read(signal), layout);
}

/** Gives rows to more of what was read, or reads on. */
export function readMore<Facts>(list: List<Facts>): Promise<void> {
  return list.kept.update(async (pages, signal) => {
    const more = pages && showMore(pages, list.layout);
    return more ?? nextPage(list, list.layout)(pages, signal);
  });
}

/**
 * Reads on until there are more names that the filter lets through, `mostFilteredPages` at most, and gives rows to
 * none that it does not let through. Gives up when the signal is aborted; what was read by then stays.
 */
export async function lookFurther<Facts>(
  list: List<Facts>,
  filter: Filter,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { kept, layout } = list;
  const found = () =>
    kept.reading.value === undefined ? 0 : viewOf(kept.reading.value, layout, filter).matching;
  const before = found();
  const cancel = () => kept.cancel();
  signal?.addEventListener("abort", cancel);
  for (let pages = 0; pages < mostFilteredPages && !signal?.aborted && found() === before; pages++) {
    await kept.update(nextPage(list, { ...layout, rows: 0 }));
    const { value } = kept.reading;
    if (value?.next === undefined || value.broken !== undefined) break;
  }
  signal?.removeEventListener("abort", cancel);
}

function nextPage<Facts>(list: List<Facts>, layout: Layout<Facts>): Work<Pages<Facts>> {
  return async (pages, signal) => {
    if (pages?.next === undefined) return firstPage(list)(pages, signal);
    const { broken, ...before } = pages;
    try {
      return appendPage(before, await pages.next(signal), layout);
    } catch (failure) {
      return isAbort(failure) ? pages : { ...before, broken: failure };
    }
  };
}
