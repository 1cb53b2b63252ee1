/** The lists of Docker Hub's website, a numbered page at a time. */
import { ContentError, RegistryError } from "../errors.ts";
import { parseObject, toArray, toSize } from "../oci/fields.ts";
import { type Api, getDocument } from "../registry/api.ts";
import type { Listed, ListPage, ReadPage } from "./listPage.ts";

/** One list. */
export type HubList<Facts> = {
  /** The path under the website's root, of names that were checked. */
  readonly path: string;
  /** What is asked for beside the page. */
  readonly query?: Readonly<Record<string, string>>;
  /** What is listed, for ContentError. */
  readonly subject: string;
  /** An entry, or undefined when it has no valid name. */
  readonly decode: (entry: unknown) => Listed<Facts> | undefined;
};

const pageSize = 100;
const mostPages = 100;

/** Reads a list from its start. `base` of the API is the website's root. */
export function hubList<Facts>(api: Api, list: HubList<Facts>, number = 1): ReadPage<Facts> {
  return async (signal) => {
    const url = new URL(list.path, api.base);
    url.search = String(
      new URLSearchParams({ page: String(number), page_size: String(pageSize), ...list.query }),
    );
    try {
      const { bytes } = await getDocument(api, url, { accept: "application/json", signal }, list.subject);
      const { goesOn, ...read } = decodePage(bytes, list, api.base.host);
      const cut = goesOn && number === mostPages;
      return { ...read, cut, ...(goesOn && !cut && { next: hubList(api, list, number + 1) }) };
    } catch (failure) {
      if (number > 1 && failure instanceof RegistryError && failure.status === 404) return noPage;
      throw failure;
    }
  };
}

/** A page of a list that has nothing. */
export const noPage: ListPage<never> = { items: [], hidden: 0, cut: false };

/** The number of the next page is counted here; the link in the answer only tells that there is one. */
function decodePage<Facts>(
  bytes: Uint8Array,
  { subject, decode }: HubList<Facts>,
  host: string,
): Omit<ListPage<Facts>, "cut" | "next"> & { goesOn: boolean } {
  const { results, next, count } = parseObject(bytes, subject);
  const entries = toArray(results);
  if (entries === undefined) throw new ContentError("malformed", subject, { host });
  const total = toSize(count);
  const items = entries.slice(0, pageSize).flatMap((entry) => decode(entry) ?? []);
  return {
    items,
    hidden: entries.length - items.length,
    goesOn: typeof next === "string" && entries.length > 0,
    ...(total !== undefined && { total }),
  };
}
