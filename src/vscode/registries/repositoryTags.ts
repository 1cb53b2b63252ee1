/** The tags of repositories as their lists tell them, kept for a while. Pure; knows no VS Code. */
import type { TagFacts } from "../../core/catalog/facts.ts";
import type { Listed, ReadPage } from "../../core/catalog/listPage.ts";
import { formatRepository, type Repository } from "../../core/reference/reference.ts";

/** Milliseconds for which a list is not read again. */
const life = 5 * 60_000;
/** Pages of one list that are read; vendors give the newest first. */
const mostPages = 10;
/** Lists kept at a time. */
const mostLists = 50;

type List = { readonly at: number; readonly tags: readonly Listed<TagFacts>[] };

/** See the file's head. */
export class RepositoryTags {
  readonly #read: (repository: Repository) => ReadPage<TagFacts>;
  readonly #now: () => number;
  readonly #lists = new Map<string, List>();

  /** `read` gives the first page of a repository's tags. */
  constructor(read: (repository: Repository) => ReadPage<TagFacts>, now: () => number = Date.now) {
    this.#read = read;
    this.#now = now;
  }

  /** The list as last read, however long ago; undefined when it never was. Asks nobody. */
  known(repository: Repository): readonly Listed<TagFacts>[] | undefined {
    return this.#lists.get(formatRepository(repository))?.tags;
  }

  /** The list, at most five minutes old and of at most ten pages. Rejects as catalogues do. */
  async read(repository: Repository, signal?: AbortSignal): Promise<readonly Listed<TagFacts>[]> {
    const key = formatRepository(repository);
    const known = this.#lists.get(key);
    if (known !== undefined && this.#now() - known.at <= life) return known.tags;
    const tags: Listed<TagFacts>[] = [];
    let next: ReadPage<TagFacts> | undefined = this.#read(repository);
    for (let pages = 0; next !== undefined && pages < mostPages; pages++) {
      const page = await next(signal);
      tags.push(...page.items);
      next = page.next;
    }
    this.#keep(key, { at: this.#now(), tags });
    return tags;
  }

  #keep(key: string, list: List): void {
    this.#lists.delete(key);
    this.#lists.set(key, list);
    const [oldest] = this.#lists.keys();
    if (this.#lists.size > mostLists && oldest !== undefined) this.#lists.delete(oldest);
  }
}
