/** The image of one platform, for pins that name a platform's manifest and not the index. */
import { choose } from "../oci/choose.ts";
import type { Platform } from "../oci/model.ts";
import { distance } from "../oci/platform.ts";
import type { Digest } from "../reference/digest.ts";
import { effectiveTag, type Reference } from "../reference/reference.ts";
import { platformsOf, serves } from "./platforms.ts";
import type { Resolver } from "./resolver.ts";

export type PlatformPin =
  | { readonly ok: true; readonly digest: Digest }
  /** What there is instead; undefined when that is not known. */
  | { readonly ok: false; readonly platforms: readonly Platform[] | undefined };

/**
 * The digest that pins a reference's tag to its image for `platform`, verified. Only for those who ask for it: such a
 * pin does not run on other platforms. Rejects as the resolver does.
 */
export async function pinToPlatform(
  resolver: Resolver,
  reference: Reference,
  platform: Platform,
): Promise<PlatformPin> {
  const { repository } = reference;
  const { digest } = await resolver.resolve(
    repository,
    effectiveTag(reference) ?? reference.digest ?? "latest",
  );
  const { document } = await resolver.manifest(repository, digest);
  const platforms = await platformsOf(resolver, repository, digest);
  if (document.kind !== "index")
    return platforms !== undefined && serves(platforms, platform)
      ? { ok: true, digest }
      : { ok: false, platforms };
  const image = choose(document.images, platform);
  if (image === undefined) return { ok: false, platforms };
  await resolver.manifest(repository, image.digest);
  return { ok: true, digest: image.digest };
}

/** Whether an image for `offered` is for the very platform `wanted`, not only one that runs there. */
export function isSamePlatform(wanted: Platform, offered: Platform | undefined): boolean {
  return offered !== undefined && distance(wanted, offered) === 0;
}
