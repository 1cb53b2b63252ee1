import { choose } from "../oci/choose.ts";
import type { Platform } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { Repository } from "../reference/reference.ts";
import type { Resolver } from "./resolver.ts";

/** Before this, in milliseconds since 1970, there were no container images: such dates are made up, as for builds that can be repeated. */
const firstImages = Date.UTC(2013, 0, 1);

/**
 * When the images of a digest were built, in milliseconds since 1970: the youngest of `platforms`, or of an index
 * the first without any. Undefined when one of them does not say. Rejects as the resolver does.
 */
export async function createdOf(
  resolver: Resolver,
  repository: Repository,
  digest: Digest,
  platforms: readonly Platform[] = [],
): Promise<number | undefined> {
  const { document } = await resolver.manifest(repository, digest);
  const images =
    document.kind === "index"
      ? platforms.length === 0
        ? document.images.slice(0, 1)
        : platforms.flatMap((platform) => choose(document.images, platform) ?? [])
      : [{ digest }];
  const dates = await Promise.all(
    [...new Set(images.map((image) => image.digest))].map(async (image) => {
      const created = (await resolver.config(repository, image))?.created;
      return created !== undefined && created >= firstImages ? created : Number.NaN;
    }),
  );
  const youngest = Math.max(...dates);
  return Number.isFinite(youngest) ? youngest : undefined;
}
