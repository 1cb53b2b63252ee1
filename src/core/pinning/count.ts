/** How much of a document is pinned. */
import type { Occurrence } from "../documents/occurrence.ts";
import { hasDigest, pinSite } from "./edit.ts";
import { referenceOf } from "./plan.ts";

export type PinCount = { readonly pinned: number; readonly total: number };

/** Counts the images that have a place for a digest, each place once, and those with a digest there. */
export function countPins(text: string, occurrences: readonly Occurrence[]): PinCount {
  const sites = new Map<number, boolean>();
  for (const occurrence of occurrences) {
    const site = pinSite(occurrence);
    if (site.ok && referenceOf(occurrence) !== undefined)
      sites.set(site.span.end, hasDigest(text, site.span));
  }
  const pinned = [...sites.values()].filter((isPinned) => isPinned).length;
  return { pinned, total: sites.size };
}
