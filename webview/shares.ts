import type { DetailsLayers } from "../src/protocol/details.ts";

/**
 * Each row's share of the image, from 0 to 1. undefined for a step without layer, a layer of unknown size, and a
 * layer that stood before: it is pulled once.
 */
export function layerShares({ rows, totalBytes }: DetailsLayers): readonly (number | undefined)[] {
  const seen = new Set<string>();
  return rows.map(({ bytes, digest }) => {
    if (bytes === undefined || digest === undefined || seen.has(digest) || totalBytes <= 0) return undefined;
    seen.add(digest);
    return bytes / totalBytes;
  });
}

/** `60.4 %` for 0.604. */
export function formatShare(share: number): string {
  return share > 0 && share < 0.001 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`;
}
