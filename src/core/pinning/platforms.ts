import type { Platform } from "../oci/model.ts";
import { distance } from "../oci/platform.ts";
import type { Digest } from "../reference/digest.ts";
import type { Repository } from "../reference/reference.ts";
import type { Resolver } from "./resolver.ts";

/**
 * The platforms that a digest has images for: of an index all of its own, of an image the one in its config.
 * Undefined when that cannot be told, as of what is no image. Rejects as the resolver does.
 */
export async function platformsOf(
  resolver: Resolver,
  repository: Repository,
  digest: Digest,
): Promise<readonly Platform[] | undefined> {
  const { document } = await resolver.manifest(repository, digest);
  if (document.kind === "index") {
    const platforms = document.images.flatMap(({ platform }) => platform ?? []);
    // An image whose platform is not told may be the one that is wanted.
    return platforms.length === document.images.length && document.hidden === 0 ? platforms : undefined;
  }
  const config = await resolver.config(repository, digest);
  return config === undefined || !isKnown(config.platform) ? undefined : [config.platform];
}

/** Whether one of the platforms serves who asked for `wanted`. */
export function serves(platforms: readonly Platform[], wanted: Platform): boolean {
  return platforms.some((platform) => distance(wanted, platform) !== undefined);
}

/** Whether a config says what it is for. */
export function isKnown({ os, architecture }: Platform): boolean {
  return os !== "unknown" && architecture !== "unknown";
}
