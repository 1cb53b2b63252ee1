/** The lists of all layers of images, as mergeLayers wants them. */
import { mapParallel } from "../async.ts";
import type { Layer } from "../image/model.ts";
import { isForeignType } from "../oci/mediaTypes.ts";
import type { Repository } from "../reference/reference.ts";
import type { NumberedList } from "./imageTree.ts";
import type { LayerFiles } from "./layerFiles.ts";

/** An image by where it is and what is listed of it. */
export type LayeredImage = { readonly repository: Repository; readonly layers: readonly Layer[] };

/** A layer, and where it is read. */
export type PlacedLayer = { readonly repository: Repository; readonly layer: Layer };

export type ListLayersOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes of a layer were read so far; what was listed before is not read. */
  readonly onProgress?: ((layer: Layer, bytes: number) => void) | undefined;
};

/** Layers that are read at a time. */
const atOnce = 2;

/**
 * Each distinct layer of the images once, at the first image that has it. Foreign ones, which registries do not have, are
 * left out.
 */
export function distinctLayers(images: readonly LayeredImage[]): readonly PlacedLayer[] {
  const placed = images.flatMap(({ repository, layers }) =>
    layers.flatMap((layer) => (isForeign(layer) ? [] : [{ repository, layer }])),
  );
  return [...Map.groupBy(placed, ({ layer }) => keyOf(layer)).values()].flatMap(([first]) => first ?? []);
}

/** Whether a layer is had from elsewhere than the registry, so that it is not read. */
export function isForeign({ descriptor }: Layer): boolean {
  return isForeignType(descriptor.mediaType);
}

/** The bytes that reading layers moves, a layer that stands twice once; undefined when a size is not known. */
export function bytesOf(layers: readonly Layer[]): number | undefined {
  const sizes = new Map(layers.map(({ descriptor }) => [descriptor.digest, descriptor.size]));
  return [...sizes.values()].reduce<number | undefined>(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
}

/**
 * The lists of each image's layers, foreign ones left out; layers that images share are read once. Rejects as
 * LayerFiles.list does.
 */
export async function listLayers(
  files: Pick<LayerFiles, "list">,
  images: readonly LayeredImage[],
  { signal, onProgress = () => {} }: ListLayersOptions = {},
): Promise<readonly (readonly NumberedList[])[]> {
  const read = await mapParallel(
    distinctLayers(images),
    atOnce,
    async ({ repository, layer }, stop) => {
      const told = (bytes: number) => onProgress(layer, bytes);
      const index = await files.list(repository, layer, { signal: stop, onProgress: told });
      return [keyOf(layer), index] as const;
    },
    signal,
  );
  const lists = new Map(read);
  return images.map(({ layers }) =>
    layers.flatMap((layer) => {
      const index = lists.get(keyOf(layer));
      return index === undefined ? [] : [{ number: layer.number, index }];
    }),
  );
}

/** Images may say different things of one blob: then each is told whether it is true. */
function keyOf({ descriptor, diffId }: Layer): string {
  return `${descriptor.digest} ${diffId}`;
}
