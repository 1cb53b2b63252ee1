/**
 * The version that an image says it is. A label may be inherited from the base image, so it is only believed where
 * the image that the tag names now has the version that the tag says.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys
 */
import type { Digest } from "../reference/digest.ts";
import type { Reference, Repository } from "../reference/reference.ts";
import type { Resolver } from "./resolver.ts";
import { overlaps, parseTagVersion } from "./tagVersion.ts";

/** In UTF-16 units; no tag is longer. */
const longestVersion = 128;
const versionKey = "org.opencontainers.image.version";

/** How a tag and a digest were found to disagree. Hostile text. */
export type Disagreement = {
  /** The version that the pinned image says it is. */
  readonly version: string;
};

/**
 * That the pinned image is of another version than its tag, as when the tag was changed by hand and the digest
 * was not; undefined when nothing tells. `now` is the digest that the tag names.
 */
export async function disagreement(
  resolver: Resolver,
  { repository, tag, digest }: Reference & { readonly tag: string; readonly digest: Digest },
  now: Digest,
): Promise<Disagreement | undefined> {
  const own = parseTagVersion(tag);
  if (own === undefined) return undefined;
  const says = async (of: Digest) => {
    const version = await versionOf(resolver, repository, of);
    if (version === undefined || version.length > longestVersion) return undefined;
    const parsed = parseTagVersion(version);
    return parsed && { version, agrees: overlaps(own, parsed) };
  };
  const named = await says(now);
  if (named?.agrees !== true) return undefined;
  const pinned = await says(digest);
  return pinned?.agrees === false ? { version: pinned.version } : undefined;
}

async function versionOf(
  resolver: Resolver,
  repository: Repository,
  digest: Digest,
): Promise<string | undefined> {
  const { document } = await resolver.manifest(repository, digest);
  if (document.kind === "schema1") return undefined;
  const first = document.kind === "index" ? document.images[0] : undefined;
  const written = document.annotations.get(versionKey) ?? first?.annotations?.get(versionKey);
  if (written !== undefined) return written;
  const config = await resolver.config(repository, first?.digest ?? digest);
  return config?.labels.get(versionKey);
}
