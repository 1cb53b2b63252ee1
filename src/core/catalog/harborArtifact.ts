/** Harbor's artifacts as tags: an artifact is a manifest, and has every tag that names it. */
import { decodePlatform } from "../oci/decodeDescriptor.ts";
import { longestList, toArray, toObject, toSize, toText, toTime } from "../oci/fields.ts";
import { isDigest } from "../reference/digest.ts";
import { isTag } from "../reference/reference.ts";
import type { PlatformFacts, TagFacts } from "./facts.ts";
import { decodeScanOverview } from "./harborScan.ts";
import type { Listed } from "./listPage.ts";
import type { Entries, Shown } from "./numberedPages.ts";

/** The tags of a page of artifacts. How many there are in all is not known: the list counts artifacts. */
export function showArtifacts({ entries }: Entries): Shown<TagFacts> {
  const found = entries.map(tagsOf);
  return {
    items: found.flatMap(({ items }) => items),
    hidden: found.reduce((sum, { hidden }) => sum + hidden, 0),
  };
}

function tagsOf(artifact: unknown): { readonly items: readonly Listed<TagFacts>[]; readonly hidden: number } {
  const { tags } = toObject(artifact) ?? {};
  const given = (toArray(tags) ?? []).slice(0, longestList);
  const facts = factsOf(artifact);
  const items = given.flatMap((tag) => {
    const { name, push_time } = toObject(tag) ?? {};
    const pushed = toTime(push_time);
    const text = toText(name);
    if (text === undefined || !isTag(text)) return [];
    return [{ name: text, facts: { ...facts, ...(pushed !== undefined && { pushed }) } }];
  });
  return { items, hidden: given.length - items.length };
}

/** The size of an index is left out: Harbor adds up all its platforms, and nobody pulls them all. */
function factsOf(artifact: unknown): TagFacts {
  const { digest, size, references, push_time, scan_overview } = toObject(artifact) ?? {};
  const children = (toArray(references) ?? []).slice(0, longestList);
  const platforms = children.flatMap(platformOf);
  const bytes = children.length === 0 ? toSize(size) : undefined;
  const pushed = toTime(push_time);
  const findings = decodeScanOverview(scan_overview);
  return {
    ...(isDigest(digest) && { digest }),
    ...(bytes !== undefined && { size: bytes }),
    ...(pushed !== undefined && { pushed }),
    ...(platforms.length > 0 && { platforms }),
    ...(findings !== undefined && { findings }),
  };
}

/** Attestations stand among an index's children as a platform that is unknown. */
function platformOf(reference: unknown): readonly PlatformFacts[] {
  const fields = toObject(reference) ?? {};
  const platform = decodePlatform(fields["platform"]);
  if (platform === undefined || platform.os === "unknown") return [];
  const digest = fields["child_digest"];
  return [{ platform, ...(isDigest(digest) && { digest }) }];
}
