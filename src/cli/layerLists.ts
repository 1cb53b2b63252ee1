/** Reading the lists of images' layers, with the progress drawn and what is not complete remarked. */
import { ContentError } from "../core/errors.ts";
import { explainInOne } from "../core/explain.ts";
import { explainCut } from "../core/explainFiles.ts";
import type { NumberedList } from "../core/files/imageTree.ts";
import { LayerFiles } from "../core/files/layerFiles.ts";
import { standardLimits } from "../core/files/limits.ts";
import { distinctLayers, isForeign, type LayeredImage, listLayers } from "../core/files/listLayers.ts";
import type { World } from "./command.ts";
import { remark } from "./output.ts";
import { drawProgress } from "./progress.ts";

/** An image, and how a remark on its layers goes on after their number: ` of nginx:1.27`. */
export type RemarkedImage = LayeredImage & { readonly of: string };

/** The lists of each image's layers; layers that they share are read once. Rejects as LayerFiles.list does. */
export async function readLists(
  images: readonly RemarkedImage[],
  world: World,
): Promise<readonly (readonly NumberedList[])[]> {
  const files = new LayerFiles({ distributionFor: world.distribution });
  for (const { layers, of } of images)
    for (const { number, descriptor } of layers.filter(isForeign))
      remark(world, explainInOne(new ContentError("foreign", `Layer ${number}${of} (${descriptor.digest})`)));
  const progress = drawProgress(
    world,
    distinctLayers(images).map(({ layer }) => layer),
  );
  try {
    const lists = await listLayers(files, images, { signal: world.signal, onProgress: progress.read });
    progress.clear();
    for (const [place, { of }] of images.entries())
      for (const { number, index } of lists[place] ?? []) {
        const { cut } = index.facts;
        const limits = standardLimits;
        if (cut !== undefined) remark(world, `Layer ${number}${of} ${explainCut({ cut, limits })}`);
      }
    return lists;
  } finally {
    progress.clear();
  }
}
