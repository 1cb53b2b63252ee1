/** Lists that go on by an opaque token, as those of AWS do. */
import type { Listed, ListPage, ReadPage } from "./listPage.ts";

/** What one answer held, and the token that asks for more. */
export type TokenPage<Facts> = {
  readonly items: readonly Listed<Facts>[];
  readonly hidden: number;
  readonly nextToken: string | undefined;
};

type Read<Facts> = (nextToken: string | undefined, signal?: AbortSignal) => Promise<TokenPage<Facts>>;

const mostPages = 100;
const mostNames = 50_000;

/** The first page. A list is cut at 100 pages, 50,000 names, or when a token comes back (H14, R07). */
export function tokenPages<Facts>(read: Read<Facts>): ReadPage<Facts> {
  return pageAt(read, undefined, { tokens: new Set(), names: 0 });
}

type Progress = { readonly tokens: ReadonlySet<string>; readonly names: number };

function pageAt<Facts>(read: Read<Facts>, token: string | undefined, before: Progress): ReadPage<Facts> {
  return async (signal): Promise<ListPage<Facts>> => {
    const { items, hidden, nextToken } = await read(token, signal);
    if (!nextToken) return { items, hidden, cut: false };
    const { tokens } = before;
    const names = before.names + items.length;
    const cut = tokens.has(nextToken) || tokens.size + 1 === mostPages || names >= mostNames;
    if (cut) return { items, hidden, cut };
    return {
      items,
      hidden,
      cut,
      next: pageAt(read, nextToken, { tokens: new Set([...tokens, nextToken]), names }),
    };
  };
}
