import type { Occurrence } from "../documents/occurrence.ts";
import { hasDigest, pinSite } from "../pinning/edit.ts";
import { referenceOf } from "../pinning/plan.ts";
import { formatFamiliar } from "../reference/reference.ts";
import { quoted } from "./answer.ts";

/** A file of the workspace, by the path to show. */
export type ReadFile = {
  readonly path: string;
  readonly text: string;
  readonly occurrences: readonly Occurrence[];
};

/** Images told of at most. */
const mostImages = 500;

/** One place that names an image; `line` counts from 1. `reason`: why there is no place for a digest. */
export type FoundImage = {
  readonly path: string;
  readonly line: number;
  readonly reference: string;
  readonly state: "pinned" | "unpinned" | "cannotBePinned";
  readonly reason?: string;
};

/** The images that files name, all or those in one state. Names of stages and of what is built are none. */
export function findImages(
  files: readonly ReadFile[],
  state?: FoundImage["state"],
): {
  readonly total: number;
  readonly pinned: number;
  readonly images: readonly FoundImage[];
} {
  const images = files.flatMap((file) =>
    file.occurrences.flatMap((occurrence) => foundImage(file, occurrence)),
  );
  return {
    total: images.length,
    pinned: images.filter(({ state }) => state === "pinned").length,
    images: images.filter((image) => state === undefined || image.state === state).slice(0, mostImages),
  };
}

function foundImage({ path, text }: ReadFile, occurrence: Occurrence): readonly FoundImage[] {
  const reference = referenceOf(occurrence);
  if (reference === undefined) return [];
  const site = pinSite(occurrence);
  const line = text.slice(0, occurrence.start).split("\n").length;
  const found = { path: quoted(path), line, reference: formatFamiliar(reference) };
  if (reference.digest !== undefined) return [{ ...found, state: "pinned" }];
  if (!site.ok) return [{ ...found, state: "cannotBePinned", reason: site.refusal }];
  return [{ ...found, state: hasDigest(text, site.span) ? "pinned" : "unpinned" }];
}
