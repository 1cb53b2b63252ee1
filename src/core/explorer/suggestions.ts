/** What may come next while a reference is typed: the first pages of registries' lists. */
import { abortable } from "../async.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { RepositoryFacts, TagFacts } from "../catalog/facts.ts";
import { firstShown } from "../catalog/firstShown.ts";
import type { Listed, ReadPage } from "../catalog/listPage.ts";
import { isAbort } from "../errors.ts";
import { Recent } from "../image/recent.ts";
import { formatRepository, type Repository } from "../reference/reference.ts";
import { foldOf } from "./folded.ts";
import { orderTags, sortNames, type TagOrder } from "./order.ts";

/** Milliseconds for which a page, or the failure to read it, is good. */
const life = 60_000;
/** Pages kept at a time. */
const mostPages = 50;
/** Entries offered at a time; editors become slow with more. */
const mostOffered = 500;

/** What is offered, in order; incomplete when more would fit what was typed. */
export type Offer<Facts> = { readonly items: readonly Listed<Facts>[]; readonly incomplete: boolean };

type Page<Facts> = { readonly at: number; readonly items: Promise<readonly Listed<Facts>[]> };

/**
 * First pages, asked for once by all who want them within a minute: at every keystroke somebody does. A caller that
 * gives up leaves the request alone, since the next keystroke wants its answer. Calls reject with a Failure of
 * errors.ts, or with their signal's reason.
 */
export class Suggestions {
  readonly #catalogs: (host: string) => readonly [Catalog, ...Catalog[]];
  readonly #now: () => number;
  readonly #tags = new Recent<Page<TagFacts>>(mostPages);
  readonly #repositories = new Recent<Page<RepositoryFacts>>(mostPages);

  /** `catalogs` are those of a host's accounts, the first to be tried first. */
  constructor(sources: {
    readonly catalogs: (host: string) => readonly [Catalog, ...Catalog[]];
    readonly now: () => number;
  }) {
    this.#catalogs = sources.catalogs;
    this.#now = sources.now;
  }

  /** The first page of a repository's tags, without those that tools keep there. */
  async tags(repository: Repository, signal?: AbortSignal): Promise<readonly Listed<TagFacts>[]> {
    const { registry, path } = repository;
    const read = this.#through(registry, (catalog) => catalog.tags(path));
    const tags = await this.#kept(this.#tags, formatRepository(repository), read, signal);
    return tags.filter(({ name }) => foldOf(name, new Set()) === undefined);
  }

  /** The first page of a registry's repositories. */
  repositories(host: string, signal?: AbortSignal): Promise<readonly Listed<RepositoryFacts>[]> {
    const read = this.#through(host, (catalog) => catalog.repositories);
    return this.#kept(this.#repositories, host, read, signal);
  }

  /** What a registry finds by words; nothing where it has no such search. */
  search(host: string, words: string, signal?: AbortSignal): Promise<readonly Listed<RepositoryFacts>[]> {
    const [catalog] = this.#catalogs(host);
    const read = async () => (await catalog.search?.(words)())?.items ?? [];
    return this.#kept(this.#repositories, `${host} ${words}`, read, signal);
  }

  /** Forgets everything: somebody else may be asking from now on. */
  clear(): void {
    this.#tags.clear();
    this.#repositories.clear();
  }

  #kept<Facts>(
    pages: Recent<Page<Facts>>,
    key: string,
    read: () => Promise<readonly Listed<Facts>[]>,
    signal: AbortSignal | undefined,
  ): Promise<readonly Listed<Facts>[]> {
    const known = pages.get(key);
    if (known !== undefined && this.#isGood(known)) return abortable(known.items, signal);
    const items = read();
    pages.set(key, { at: this.#now(), items }, 1);
    items.catch((failure: unknown) => {
      // The connection was closed to be opened anew: that says nothing about the list.
      if (!isAbort(failure) || pages.get(key)?.items !== items) return;
      pages.set(key, { at: Number.NEGATIVE_INFINITY, items }, 1);
    });
    return abortable(items, signal);
  }

  #isGood({ at }: { readonly at: number }): boolean {
    const age = this.#now() - at;
    return age >= 0 && age < life;
  }

  #through<Facts>(
    host: string,
    list: (catalog: Catalog) => ReadPage<Facts>,
  ): () => Promise<readonly Listed<Facts>[]> {
    return async () => {
      const [first, ...others] = this.#catalogs(host);
      return (await firstShown([list(first), ...others.map(list)])()).items;
    };
  }
}

/** Tags that fit what was typed, in the view's order. */
export function offerTags(
  tags: readonly Listed<TagFacts>[],
  written: string,
  order: TagOrder,
): Offer<TagFacts> {
  return cut(
    orderTags(fitting(tags, written), order, ({ facts }) => facts?.pushed),
    tags.length,
  );
}

/** Repositories that fit what was typed; each once, those that come first in `repositories` with their facts. */
export function offerRepositories(
  repositories: readonly Listed<RepositoryFacts>[],
  written: string,
): Offer<RepositoryFacts> {
  const names = new Set<string>();
  const distinct = repositories.filter(({ name }) => !names.has(name) && names.add(name));
  return cut(sortNames(fitting(distinct, written)), distinct.length);
}

/** Few are left to the editor, which filters them without asking again. */
function fitting<Item extends { readonly name: string }>(items: readonly Item[], written: string) {
  if (items.length <= mostOffered) return items;
  const wanted = written.toLowerCase();
  return items.filter(({ name }) => name.toLowerCase().includes(wanted));
}

function cut<Facts>(items: readonly Listed<Facts>[], all: number): Offer<Facts> {
  return { items: items.slice(0, mostOffered), incomplete: all > mostOffered };
}
