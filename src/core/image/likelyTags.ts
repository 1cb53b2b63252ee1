/** The tags of a claimed base's repository, those of the claimed variant (`12-slim`: `-slim`) before the others. */
export function likelyTags(tags: readonly string[], named: string | undefined): readonly string[] {
  const variant = variantOf(named ?? "");
  const isLike = (tag: string) => Number(variantOf(tag) === variant);
  return tags.toSorted((one, other) => isLike(other) - isLike(one));
}

function variantOf(tag: string): string {
  const dash = tag.lastIndexOf("-");
  return dash === -1 ? "" : tag.slice(dash);
}
