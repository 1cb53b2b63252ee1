/** A pin to the image of one platform where several are asked for: it runs on that one, and fails on the others. */
import type { Platform } from "../oci/model.ts";
import { parsePlatform } from "../oci/platform.ts";
import type { Digest } from "../reference/digest.ts";
import type { Repository } from "../reference/reference.ts";
import { platformsOf, serves } from "./platforms.ts";
import type { Resolver } from "./resolver.ts";

/** The platform that is pinned, and those asked for that only the tag has; without any, the file does not say which. */
export type SinglePlatform = { readonly platform: Platform; readonly lost: readonly Platform[] };

/**
 * Whether `pinned` is one platform's image while `named`, what its tag names, has images for more, and the file is for
 * more: for those in `asked`, or, when that is empty, for some that it does not name. Rejects as the resolver does.
 */
export async function singlePlatform(
  resolver: Resolver,
  repository: Repository,
  { pinned, named, asked }: { pinned: Digest; named: Digest; asked: readonly string[] },
): Promise<SinglePlatform | undefined> {
  if (pinned === named) return undefined;
  const [old, now] = [
    await resolver.manifest(repository, pinned),
    await resolver.manifest(repository, named),
  ];
  if (old.document.kind !== "manifest" || now.document.kind !== "index") return undefined;
  const [platform, ...others] = (await platformsOf(resolver, repository, pinned)) ?? [];
  if (platform === undefined || others.length > 0) return undefined;
  const offered = now.document.images.flatMap((image) => image.platform ?? []);
  const onlyThere = (wanted: Platform) => !serves([platform], wanted) && serves(offered, wanted);
  const lost = asked.flatMap((text) => parsePlatform(text) ?? []).filter(onlyThere);
  const isForMore = asked.length === 0 ? offered.some(onlyThere) : lost.length > 0;
  return isForMore ? { platform, lost } : undefined;
}
