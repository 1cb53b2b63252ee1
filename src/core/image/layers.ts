import type { ImageModel, Layer } from "./model.ts";

/** The layers of an image, the lowest first. */
export function layersOf({ steps }: Pick<ImageModel, "steps">): readonly Layer[] {
  return steps.flatMap(({ layer }) => layer ?? []);
}
