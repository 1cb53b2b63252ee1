import type { Descriptor, Platform } from "./model.ts";
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
