/** Which layers a repository has already, so that a push there would not move them. */
import { mapParallel } from "../async.ts";
import { isForeignType } from "../oci/mediaTypes.ts";
import type { Descriptor } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";

/** Layers that are asked about at a time. */
const concurrency = 6;
/** Layers that are asked about: no image that was built has more. */
const mostAsked = 200;

/**
 * The layers of an image that a repository has: those of `known`, an image there, and of the others those that `hasBlob`
 * finds, each asked for once; of more than 200 the first ones. Foreign layers are nowhere. Rejects as `hasBlob` does.
 */
export async function presentLayers(
  layers: readonly Descriptor[],
  known: ReadonlySet<Digest>,
  hasBlob: (digest: Digest, signal: AbortSignal) => Promise<boolean>,
  signal?: AbortSignal,
): Promise<ReadonlySet<Digest>> {
  const kept = layers.filter(({ mediaType }) => !isForeignType(mediaType)).map(({ digest }) => digest);
  const unsure = [...new Set(kept)].filter((digest) => !known.has(digest));
  const found = await mapParallel(
    unsure.slice(0, mostAsked),
    concurrency,
    async (digest, stop) => ((await hasBlob(digest, stop)) ? [digest] : []),
    signal,
  );
  return new Set([...kept.filter((digest) => known.has(digest)), ...found.flat()]);
}
