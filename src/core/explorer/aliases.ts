import type { Digest } from "../reference/digest.ts";

/** The tags of one repository that are known to name each digest, where there are several. */
export type Aliases = ReadonlyMap<Digest, readonly string[]>;

/** Gathers tags by what they are known to name. `digestOf` asks nobody; it gives undefined for what is not known. */
export function aliasesAmong<Tag extends { readonly name: string }>(
  tags: readonly Tag[],
  digestOf: (tag: Tag) => Digest | undefined,
): Aliases {
  const names = new Map<Digest, string[]>();
  for (const tag of tags) {
    const digest = digestOf(tag);
    if (digest === undefined) continue;
    const found = names.get(digest);
    if (found === undefined) names.set(digest, [tag.name]);
    else found.push(tag.name);
  }
  for (const [digest, { length }] of names) if (length === 1) names.delete(digest);
  return names;
}
