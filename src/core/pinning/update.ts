/** What a pin is to be changed to, now that its tag names something else. */
import { choose, hasImage } from "../oci/choose.ts";
import type { Index, ManifestDocument, Platform } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { Reference, Repository } from "../reference/reference.ts";
import { createdOf } from "./age.ts";
import { isSamePlatform } from "./choosePlatform.ts";
import { isMissing } from "./pinState.ts";
import { isKnown } from "./platforms.ts";
import type { Resolver } from "./resolver.ts";

/** Why a pin stays as it is. */
export type Kept =
  /** The tag names it. */
  | { readonly kind: "current" }
  /** There is no tag to follow, or no digest to change. */
  | { readonly kind: "noTag" }
  | { readonly kind: "notPinned" }
  /**
   * The tag has no image any more for the platform that was pinned, or for one in use; or which one was pinned
   * cannot be told.
   */
  | { readonly kind: "platformGone"; readonly platform: Platform | undefined }
  /** The images for the platforms in use did not change. */
  | { readonly kind: "unchanged"; readonly digest: Digest }
  /** It is younger than the cool-down, in milliseconds since 1970; or its age is not told. */
  | { readonly kind: "tooYoung"; readonly digest: Digest; readonly created: number }
  | { readonly kind: "ageUnknown"; readonly digest: Digest };

/** `digest` is verified: it may be written. */
export type Update = { readonly kind: "update"; readonly digest: Digest } | Kept;

export type UpdateOptions = {
  /** The platforms in use: what changes for none of them is left. Empty: every change counts. */
  readonly platforms?: readonly Platform[];
  /** Milliseconds that an image must be old, and the time in milliseconds since 1970. */
  readonly coolDown?: { readonly least: number; readonly now: number };
  /** When the tag was pushed, where the vendor tells that: better than when the image was built. */
  readonly pushed?: number;
};

/**
 * The update of a pinned reference: what its tag names now. The pin of one platform stays one, for the very same
 * platform, or is refused. When the pinned digest is gone, so that nothing tells what it was, it is what the tag names.
 * Rejects as the resolver does.
 */
export async function updateOf(
  resolver: Resolver,
  { repository, tag, digest: pinned }: Reference,
  { platforms = [], coolDown, pushed }: UpdateOptions = {},
): Promise<Update> {
  if (pinned === undefined) return { kind: "notPinned" };
  if (tag === undefined) return { kind: "noTag" };
  const { digest: named } = await resolver.resolve(repository, tag);
  if (named === pinned) return { kind: "current" };
  const next = (await resolver.manifest(repository, named)).document;
  if (hasImage(next, pinned)) return { kind: "current" };
  const old = await documentOrGone(resolver, repository, pinned);
  const target = await targetOf(resolver, repository, { pinned, old, named, next });
  if ("kind" in target) return target;
  const { digest } = target;
  const lost =
    old?.kind === "index" && next.kind === "index" ? lostPlatform(old, next, platforms) : undefined;
  if (lost !== undefined) return { kind: "platformGone", platform: lost };
  if (old?.kind === "index" && next.kind === "index" && isUnchanged(old, next, platforms))
    return { kind: "unchanged", digest };
  if (coolDown !== undefined) {
    const created = pushed ?? (await createdOf(resolver, repository, digest, platforms));
    if (created === undefined) return { kind: "ageUnknown", digest };
    if (coolDown.now - created < coolDown.least) return { kind: "tooYoung", digest, created };
  }
  return { kind: "update", digest };
}

type Change = {
  readonly pinned: Digest;
  readonly old: ManifestDocument | undefined;
  readonly named: Digest;
  readonly next: ManifestDocument;
};

/** What the tag names, or of its index the image for the platform that was pinned. */
async function targetOf(
  resolver: Resolver,
  repository: Repository,
  { pinned, old, named, next }: Change,
): Promise<{ readonly digest: Digest } | Kept> {
  if (old?.kind !== "manifest" || next.kind !== "index") return { digest: named };
  const platform = (await resolver.config(repository, pinned))?.platform;
  if (platform === undefined || !isKnown(platform)) return { kind: "platformGone", platform: undefined };
  const image = choose(next.images, platform);
  if (image === undefined || !isSamePlatform(platform, image.platform))
    return { kind: "platformGone", platform };
  await resolver.manifest(repository, image.digest);
  return { digest: image.digest };
}

function lostPlatform(old: Index, next: Index, platforms: readonly Platform[]): Platform | undefined {
  const isIn = ({ images }: Index, platform: Platform) => choose(images, platform) !== undefined;
  return platforms.find((platform) => isIn(old, platform) && !isIn(next, platform));
}

function isUnchanged(old: Index, next: Index, platforms: readonly Platform[]): boolean {
  const images = platforms.map((platform) => [choose(old.images, platform), choose(next.images, platform)]);
  return (
    images.length > 0 && images.every(([before, now]) => now !== undefined && before?.digest === now.digest)
  );
}

async function documentOrGone(
  resolver: Resolver,
  repository: Repository,
  digest: Digest,
): Promise<ManifestDocument | undefined> {
  try {
    return (await resolver.manifest(repository, digest)).document;
  } catch (failure) {
    if (isMissing(failure)) return undefined;
    throw failure;
  }
}
