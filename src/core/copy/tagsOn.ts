import { mapParallel } from "../async.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { TagFacts } from "../catalog/facts.ts";
import type { Listed, ListPage, ReadPage } from "../catalog/listPage.ts";
import { orUndefined } from "../errors.ts";
import type { Digest } from "../reference/digest.ts";
import { concurrency, type Place } from "./place.ts";

/** Which tags name a digest, as far as could be seen. */
export type TagsOn = {
  readonly tags: readonly string[];
  /** False when there are tags that could not be looked at: more than is asked for, or the registry did not tell. */
  readonly complete: boolean;
};

/** The most pages that are read, and the most tags that are asked about one by one. */
const mostPages = 20;
const mostAsked = 500;

/**
 * Every tag that names a digest, so that what falls with it can be named before it is deleted. What the catalogue tells
 * of its tags costs nothing; for others it takes one HEAD each. Never rejects but with the signal's reason.
 */
export async function tagsOn(
  { distribution, path }: Place,
  catalog: Pick<Catalog, "tags">,
  digest: Digest,
  signal?: AbortSignal,
): Promise<TagsOn> {
  const { rows, complete } = await readRows(catalog.tags(path), signal);
  const untold = rows.filter(({ facts }) => facts?.digest === undefined);
  const asked = untold.slice(0, mostAsked);
  const answers = await mapParallel(
    asked,
    concurrency,
    async ({ name }, signal) => {
      const found = await orUndefined(distribution.resolve(path, name, signal));
      return { name, digest: found?.digest };
    },
    signal,
  );
  const told = rows.filter(({ facts }) => facts?.digest === digest).map(({ name }) => name);
  const found = answers.filter((answer) => answer.digest === digest).map(({ name }) => name);
  const unseen =
    untold.length - asked.length + answers.filter((answer) => answer.digest === undefined).length;
  return { tags: [...told, ...found], complete: complete && unseen === 0 };
}

async function readRows(
  first: ReadPage<TagFacts>,
  signal: AbortSignal | undefined,
): Promise<{ rows: readonly Listed<TagFacts>[]; complete: boolean }> {
  const rows: Listed<TagFacts>[] = [];
  let read: ReadPage<TagFacts> | undefined = first;
  for (let pages = 0; read !== undefined; pages++) {
    const page: ListPage<TagFacts> | undefined =
      pages < mostPages ? await orUndefined(read(signal)) : undefined;
    if (page === undefined) return { rows, complete: false };
    rows.push(...page.items);
    if (page.cut || page.hidden > 0) return { rows, complete: false };
    read = page.next;
  }
  return { rows, complete: true };
}
