/** The plain catalogue: only what the distribution API itself has. */
import { RegistryError } from "../errors.ts";
import type { Distribution } from "../registry/distribution.ts";
import type { Cursor, Page } from "../registry/page.ts";
import type { Catalog, CatalogSource, Deed } from "./catalog.ts";
import type { TagFacts } from "./facts.ts";
import type { ReadPage } from "./listPage.ts";

/** See the file's head. What the registry refuses to remove is noted in `cannot`. */
export function ociCatalog({ distribution }: Pick<CatalogSource, "distribution">): Catalog {
  const cannot = new Set<Deed>();
  const attempt = (deed: Deed, work: Promise<void>) =>
    work.catch((failure: unknown) => {
      if (failure instanceof RegistryError && failure.kind === "unsupported") cannot.add(deed);
      throw failure;
    });
  return {
    repositories: pagesOf((cursor, signal) => distribution.repositories(cursor, signal)),
    tags: (path) => plainTags(distribution, path),
    cannot,
    untag: (path, tag, signal) => attempt("untag", distribution.deleteManifest(path, tag, signal)),
    deleteDigest: (path, digest, signal) =>
      attempt("delete", distribution.deleteManifest(path, digest, signal)),
    webPage: () => undefined,
  };
}

/** The tags of a repository by the distribution API: names alone. */
export function plainTags(distribution: Distribution, path: string): ReadPage<TagFacts> {
  return pagesOf((cursor, signal) => distribution.tags(path, cursor, signal));
}

function pagesOf(
  read: (cursor: Cursor | undefined, signal?: AbortSignal) => Promise<Page<string>>,
  cursor?: Cursor,
): ReadPage<never> {
  return async (signal) => {
    let page = await read(cursor, signal);
    const names = [...page.items];
    const { hidden } = page;
    // What the registry gave beyond the page costs no request, and only the whole of it can be put in order.
    while (page.next !== undefined && page.next.waiting.length > 0) {
      page = await read(page.next, signal);
      names.push(...page.items);
    }
    const { cut, next } = page;
    const items = names.map((name) => ({ name }));
    return { items, hidden, cut, ...(next && { next: pagesOf(read, next) }) };
  };
}
