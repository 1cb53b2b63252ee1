/** Which of a repository's tags are looked at, as looking at all would be too much. Knows no VS Code. */
import type { TagFacts } from "../../core/catalog/facts.ts";
import type { ReadPage } from "../../core/catalog/listPage.ts";
import { foldOf } from "../../core/explorer/folded.ts";
import { orderTags } from "../../core/explorer/order.ts";

export type ChosenTags = {
  readonly tags: readonly string[];
  /** Whether these are all that the repository has, but for signatures and the like. */
  readonly isWhole: boolean;
};

/**
 * The newest of the list's first page, where it tells when tags were pushed, else those of the highest versions; `own`
 * is always among them, and first. One request. Rejects as the list does.
 */
export async function chooseTags(
  read: ReadPage<TagFacts>,
  most: number,
  own: string | undefined,
  signal?: AbortSignal,
): Promise<ChosenTags> {
  const page = await read(signal);
  const shown = page.items.filter(({ name }) => foldOf(name, new Set()) === undefined);
  const ordered = orderTags(shown, "newest", ({ facts }) => facts?.pushed).map(({ name }) => name);
  const tags = [...new Set([...(own === undefined ? [] : [own]), ...ordered])];
  return {
    tags: tags.slice(0, most),
    isWhole: page.next === undefined && !page.cut && tags.length <= most,
  };
}
