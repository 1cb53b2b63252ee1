import type { Listed, ListPage, ReadPage } from "../../src/core/catalog/listPage.ts";

/** Reads a list to its end, page by page; fails when it has more than `most` pages. */
export async function readPages<Facts>(
  first: ReadPage<Facts>,
  most = 20,
): Promise<readonly ListPage<Facts>[]> {
  const pages: ListPage<Facts>[] = [];
  for (let next: ReadPage<Facts> | undefined = first; next !== undefined; ) {
    if (pages.length === most) throw new Error(`the list goes on after ${most} pages`);
    const page: ListPage<Facts> = await next();
    pages.push(page);
    next = page.next;
  }
  return pages;
}

/** The whole list, each name where it stands first. */
export async function readAll<Facts>(first: ReadPage<Facts>): Promise<readonly Listed<Facts>[]> {
  const items = (await readPages(first)).flatMap((page) => page.items);
  return items.filter(({ name }, at) => items.findIndex((other) => other.name === name) === at);
}

/** The names of the whole list. */
export async function readNames(first: ReadPage<unknown>): Promise<readonly string[]> {
  return (await readAll(first)).map(({ name }) => name);
}
