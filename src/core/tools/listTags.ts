import type { TagFacts } from "../catalog/facts.ts";
import type { Listed, ReadPage } from "../catalog/listPage.ts";
import { foldOf } from "../explorer/folded.ts";
import { sortTags } from "../explorer/order.ts";
import { familiarRepository, type Repository } from "../reference/reference.ts";
import { isoTime } from "./answer.ts";

/** Pages read at most to look for what is wanted. */
const mostPages = 10;
/** Tags given when nothing else is said, and at most. */
const usual = 50;
const most = 200;

export type WantedTags = {
  readonly repository: Repository;
  /** Text that the tags hold. */
  readonly contains?: string;
  readonly limit?: number;
};

/** Tags by version, the newest first. `more`: there are others, or the list was not read to its end. */
export type ListedTags = {
  readonly repository: string;
  readonly tags: readonly {
    readonly name: string;
    readonly digest?: string | undefined;
    readonly pushed?: string | undefined;
    readonly bytes?: number | undefined;
  }[];
  readonly more: boolean;
};

/** The tags of a repository: of one page, or of up to ten when some text is looked for. Rejects as catalogues do. */
export async function listTags(
  read: ReadPage<TagFacts>,
  { repository, contains = "", limit = usual }: WantedTags,
  signal?: AbortSignal,
): Promise<ListedTags> {
  const count = Math.min(limit, most);
  const found: Listed<TagFacts>[] = [];
  let next: ReadPage<TagFacts> | undefined = read;
  let isCut = false;
  for (let pages = 0; next !== undefined && pages < (contains === "" ? 1 : mostPages); pages++) {
    const page = await next(signal);
    found.push(
      ...page.items.filter(({ name }) => name.includes(contains) && foldOf(name, new Set()) === undefined),
    );
    next = page.next;
    isCut = page.cut;
    if (found.length >= count) break;
  }
  const tags = sortTags(found).slice(0, count);
  return {
    repository: familiarRepository(repository),
    tags: tags.map(({ name, facts }) => ({
      name,
      digest: facts?.digest,
      pushed: isoTime(facts?.pushed),
      bytes: facts?.size,
    })),
    more: next !== undefined || isCut || found.length > count,
  };
}
