/** Listing a registry's repositories: the one question that the distribution API leaves to vendors. */
import type { Send } from "../http/call.ts";
import type { Distribution } from "../registry/distribution.ts";
import type { Cursor, Page } from "../registry/page.ts";
import { dockerHubRepositories } from "./dockerHub.ts";
import type { ReadPage } from "./namePage.ts";

/** How a registry's repositories are listed. */
export type CatalogKind = "oci" | "dockerHub";

/** The way to read the paths of a registry's repositories. `hub` sends to Docker's website, without any login. */
export function repositoriesOf(kind: CatalogKind, distribution: Distribution, hub: Send): ReadPage {
  switch (kind) {
    case "oci":
      return pagesOf((cursor, signal) => distribution.repositories(cursor, signal));
    case "dockerHub":
      return dockerHubRepositories(hub);
  }
}

/** The way to read the tags of a repository. */
export function tagsOf(distribution: Distribution, path: string): ReadPage {
  return pagesOf((cursor, signal) => distribution.tags(path, cursor, signal));
}

function pagesOf(
  read: (cursor: Cursor | undefined, signal?: AbortSignal) => Promise<Page<string>>,
  cursor?: Cursor,
): ReadPage {
  return async (signal) => {
    let page = await read(cursor, signal);
    const items = [...page.items];
    const { hidden } = page;
    // What the registry gave beyond the page costs no request, and only the whole of it can be put in order.
    while (page.next !== undefined && page.next.waiting.length > 0) {
      page = await read(page.next, signal);
      items.push(...page.items);
    }
    const { cut, next } = page;
    return { items, hidden, cut, ...(next && { next: pagesOf(read, next) }) };
  };
}
