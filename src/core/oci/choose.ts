import type { Digest } from "../reference/digest.ts";
import type { Descriptor, ManifestDocument, Platform } from "./model.ts";
import { distance } from "./platform.ts";

/** The image among the children of an index that serves `wanted` best; the first of equals, undefined when none does. */
export function choose(images: readonly Descriptor[], wanted: Platform): Descriptor | undefined {
  let best: { image: Descriptor; far: number } | undefined;
  for (const image of images) {
    const far = image.platform === undefined ? undefined : distance(wanted, image.platform);
    if (far !== undefined && (best === undefined || far < best.far)) best = { image, far };
  }
  return best?.image;
}

/** Whether a document is an index that has an image of this digest. */
export function hasImage(document: ManifestDocument, digest: Digest): boolean {
  return document.kind === "index" && document.images.some((image) => image.digest === digest);
}
