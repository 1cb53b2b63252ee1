/** The layers of a repository's tags, read for comparison: two or three documents for a tag, none twice. */
import { mapParallel } from "../async.ts";
import { settle } from "../errors.ts";
import { choose } from "../oci/choose.ts";
import type { Descriptor, Platform } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { Repository } from "../reference/reference.ts";
import type { Images } from "./images.ts";
import { type StoredImage, storedImage } from "./sharing.ts";

export type StoredTags = {
  /** One for each image, with all of the tags that name it, in the tags' order. */
  readonly images: readonly StoredTag[];
  /** Tags that were not read, with the Failure; those of other things than images have none. */
  readonly unread: readonly { readonly tag: string; readonly failure?: unknown }[];
};

/** An image by the digest of its manifest. */
export type StoredTag = StoredImage & { readonly digest: Digest };

/** Tags that are read at a time. */
const concurrency = 6;

/**
 * Reads the layers that tags name, of an index those of the image for `platform`. `onRead` is called after each tag.
 * Rejects only with the signal's reason.
 */
export async function readStoredTags(
  images: Source,
  repository: Repository,
  tags: readonly string[],
  {
    platform,
    signal,
    onRead,
  }: {
    platform: Platform;
    signal?: AbortSignal | undefined;
    onRead?: (done: number, total: number) => void;
  },
): Promise<StoredTags> {
  let done = 0;
  const read = await mapParallel(
    tags,
    concurrency,
    async (tag, stop) => {
      const outcome = await settle(layersOf(images, { repository, tag }, platform, stop));
      onRead?.(++done, tags.length);
      return "failure" in outcome ? { tag, failure: outcome.failure } : { tag, image: outcome.value };
    },
    signal,
  );
  const named = read.flatMap(({ tag, image }) => (image === undefined ? [] : [{ tag, image }]));
  return {
    images: [...Map.groupBy(named, ({ image }) => image.digest).values()].flatMap((same) => {
      const image = same[0]?.image;
      if (image === undefined) return [];
      const names = same.map(({ tag }) => tag);
      return [{ ...storedImage(names, image.layers), digest: image.digest }];
    }),
    unread: read.flatMap(({ tag, image, failure }) =>
      image !== undefined ? [] : failure === undefined ? [{ tag }] : [{ tag, failure }],
    ),
  };
}

type Source = Pick<Images, "manifest" | "resolve">;
type Layers = { readonly digest: Digest; readonly layers: readonly Descriptor[] };
type Named = Parameters<Images["manifest"]>[0];

/** Undefined for what has no image for the platform. */
async function layersOf(
  images: Source,
  reference: Named,
  platform: Platform,
  signal: AbortSignal,
): Promise<Layers | undefined> {
  const { repository } = reference;
  // Tags that name one image cost its manifest once: on Docker Hub manifests count as pulls, and HEADs do not.
  const { descriptor } = await images.resolve(reference, { signal });
  const { document } = await images.manifest({ repository, digest: descriptor.digest }, signal);
  if (document.kind === "manifest") return { digest: descriptor.digest, layers: document.layers };
  const child = document.kind === "index" ? choose(document.images, platform) : undefined;
  if (child === undefined) return undefined;
  const { digest } = child;
  const image = await images.manifest({ repository, digest }, signal);
  // An index in an index is none of its images.
  return image.document.kind === "manifest" ? { digest, layers: image.document.layers } : undefined;
}
