/**
 * Long lists of names, page by page: tags and the catalogue.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags
 *
 * Registries differ: they ignore the wanted count and give everything, do not sort, repeat pages, link to elsewhere
 * or to themselves, or leave the link out. So a name is given once, only the query of a link on the same origin is
 * taken, and a list ends when a page is empty, brings nothing new, or a limit is reached (H14, H15, R07).
 */
import { ContentError, RegistryError } from "../errors.ts";
import { parseObject, toArray } from "../oci/fields.ts";
import { type Api, getDocument } from "./api.ts";
import { followLink, nextLink } from "./link.ts";
import type { Cursor, Page } from "./page.ts";
import { catalogUrl } from "./urls.ts";

/** A list that a registry gives page by page. */
export type Listing = {
  /** The list's address, without a query. */
  readonly url: URL;
  /** The field of the answer that holds the names. */
  readonly field: "tags" | "repositories";
  readonly isName: (name: string) => boolean;
  readonly scope: string;
  /** What is listed, for ContentError. */
  readonly subject: string;
};

/** How many names a page for people holds. */
const pageLength = 200;
/** How many names are asked for at once, to ask seldom; more is refused by some. */
const wanted = "1000";
const mostRequests = 100;
const mostNames = 50_000;

/** The page at `cursor`, or the first one. Asks the registry at most once, or twice when it refuses the count. */
export async function listPage(
  api: Api,
  listing: Listing,
  cursor?: Cursor,
  signal?: AbortSignal,
): Promise<Page<string>> {
  const start = cursor ?? firstCursor(listing);
  if (start.waiting.length > 0) return pageOf(start, 0);
  const { cursor: read, hidden } = await readOn(api, listing, start, signal);
  return pageOf(read, hidden);
}

/** Where the catalogue of the registry at `base` goes on after a name, be it in the list or not. */
export function catalogAfter(base: URL, last: string): Cursor {
  const url = catalogUrl(base);
  url.search = new URLSearchParams({ n: wanted, last }).toString();
  return { waiting: [], url, asked: new Set(), seen: new Set(), cut: false };
}

function firstCursor(listing: Listing): Cursor {
  const url = withQuery(listing, { n: wanted });
  return { waiting: [], url, asked: new Set(), seen: new Set(), cut: false };
}

/** Cuts a page off what is waiting. */
function pageOf(cursor: Cursor, hidden: number): Page<string> {
  const items = cursor.waiting.slice(0, pageLength);
  const waiting = cursor.waiting.slice(pageLength);
  if (waiting.length === 0 && cursor.url === undefined) return { items, hidden, cut: cursor.cut };
  return { items, hidden, cut: false, next: { ...cursor, waiting } };
}

async function readOn(
  api: Api,
  listing: Listing,
  { url = listing.url, asked, seen }: Cursor,
  signal: AbortSignal | undefined,
): Promise<{ cursor: Cursor; hidden: number }> {
  const question = { accept: "application/json", scope: listing.scope, signal };
  const { response, bytes } = await getDocument(api, url, question, listing.subject).catch((failure) => {
    if (!isCountRefused(failure, url)) throw failure;
    return getDocument(api, listing.url, question, listing.subject);
  });
  const entries = decodeEntries(bytes, listing);
  const names = entries.filter((entry) => typeof entry === "string").filter(listing.isName);
  const fresh = [...new Set(names)].filter((name) => !seen.has(name));
  const waiting = fresh.slice(0, mostNames - seen.size);
  const progress = { asked: new Set([...asked, url.href]), seen: new Set([...seen, ...waiting]) };
  const link = nextLink(response.headers.get("link"));
  const way =
    fresh.length > waiting.length ? "cut" : wayOn(listing, progress.asked, { entries, fresh, link });
  return {
    cursor: { ...progress, waiting, url: way instanceof URL ? way : undefined, cut: way === "cut" },
    hidden: entries.length - names.length,
  };
}

/** Some registries are set up to refuse to list that many at once. Without a count they choose one themselves. */
function isCountRefused(failure: unknown, { search }: URL): boolean {
  return failure instanceof RegistryError && failure.status === 400 && search === `?n=${wanted}`;
}

/** What one answer held: all entries, the names among them that are new, and its link to the next page. */
type Answer = {
  readonly entries: readonly unknown[];
  readonly fresh: readonly string[];
  readonly link: string | undefined;
};

/** Where a list goes on after an answer, or how it ends there. */
function wayOn(
  listing: Listing,
  asked: ReadonlySet<string>,
  { entries, fresh, link }: Answer,
): URL | "end" | "cut" {
  if (entries.length === 0) return "end";
  if (link === undefined) return guessNext(listing, entries, fresh) ?? "end";
  const next = followLink(listing.url, link);
  const leads = next !== undefined && !asked.has(next.href) && asked.size < mostRequests;
  return leads && fresh.length > 0 ? next : "cut";
}

/** A full page without a link may be the end, or the work of a registry that leaves links out (Nexus groups). */
function guessNext(listing: Listing, entries: readonly unknown[], fresh: readonly string[]): URL | undefined {
  const last = entries.at(-1);
  const full = entries.length === Number(wanted) && fresh.length > 0;
  if (!full || typeof last !== "string") return undefined;
  return withQuery(listing, { n: wanted, last });
}

function withQuery({ url }: Listing, query: Readonly<Record<string, string>>): URL {
  const next = new URL(url);
  next.search = new URLSearchParams(query).toString();
  return next;
}

/** An absent list is an empty one to some registries, so long as the answer is about the repository at all. */
function decodeEntries(bytes: Uint8Array, { field, subject }: Listing): readonly unknown[] {
  const fields = parseObject(bytes, subject);
  const entries = toArray(fields[field] ?? []);
  if (entries === undefined || !(Object.hasOwn(fields, field) || Object.hasOwn(fields, "name"))) {
    throw new ContentError("malformed", subject);
  }
  return entries;
}
