/** Vendors' lists: arrays in JSON whose pages are numbered from 1, with their whole number in `X-Total-Count`. */
import { ContentError } from "../errors.ts";
import { parseJson, toArray } from "../oci/fields.ts";
import { type Api, getDocument } from "../registry/api.ts";
import type { ListPage, ReadPage } from "./listPage.ts";

const mostPages = 100;

/** One page as the vendor gave it. */
export type Entries = {
  readonly entries: readonly unknown[];
  /** How many entries there are on all pages. */
  readonly count?: number;
};

/** What one page of entries is for people. */
export type Shown<Facts> = Pick<ListPage<Facts>, "items" | "hidden" | "total">;

/** Gets one page. `url` has its number; `subject` names the list, for ContentError. */
export async function getEntries(
  api: Api,
  url: URL,
  subject: string,
  signal: AbortSignal | undefined,
): Promise<Entries> {
  const { response, bytes } = await getDocument(api, url, { accept: "application/json", signal }, subject);
  // Some encoders write an empty list as null.
  const entries = toArray(parseJson(bytes, subject) ?? []);
  if (entries === undefined) throw new ContentError("malformed", subject, { host: api.base.host });
  const count = response.headers.get("x-total-count") ?? "";
  return { entries, ...(/^\d{1,15}$/.test(count) && { count: Number(count) }) };
}

/**
 * A list from its first page on. It ends with an empty page, with as many entries as were promised or, without a
 * promise, with a page that is not full; after a hundred pages it is cut (H14).
 */
export function numberedPages<Facts>(
  read: (number: number, signal?: AbortSignal) => Promise<Entries>,
  show: (page: Entries) => Shown<Facts>,
  pageSize: number,
): ReadPage<Facts> {
  const page =
    (number: number, before: number): ReadPage<Facts> =>
    async (signal) => {
      const { entries, count } = await read(number, signal);
      const loaded = before + entries.length;
      const goesOn =
        entries.length > 0 && (count === undefined ? entries.length >= pageSize : loaded < count);
      const cut = goesOn && number === mostPages;
      return {
        ...show({ entries: entries.slice(0, pageSize), ...(count !== undefined && { count }) }),
        cut,
        ...(goesOn && !cut && { next: page(number + 1, loaded) }),
      };
    };
  return page(1, 0);
}
