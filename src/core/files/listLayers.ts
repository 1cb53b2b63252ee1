/** The lists of an image's layers. */
import { mapParallel } from "../async.ts";
import type { Layer } from "../image/model.ts";
import { isForeignType } from "../oci/mediaTypes.ts";
import type { Repository } from "../reference/reference.ts";
import type { NumberedList } from "./imageTree.ts";
import type { LayerFiles } from "./layerFiles.ts";

export type ListLayersOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes of a layer were read so far. */
  readonly onProgress?: (layer: Layer, bytes: number) => void;
};

/** Layers that are read at a time. */
const atOnce = 2;

/** Whether a layer is had from elsewhere, so that nobody can list it here. */
export function isForeign({ descriptor }: Layer): boolean {
  return isForeignType(descriptor.mediaType);
}

/** Lists layers, but for those that are had from elsewhere. Rejects as LayerFiles.list does. */
export function listLayers(
  files: Pick<LayerFiles, "list">,
  repository: Repository,
  layers: readonly Layer[],
  { signal, onProgress = () => {} }: ListLayersOptions = {},
): Promise<readonly NumberedList[]> {
  const list = async (layer: Layer, stop: AbortSignal): Promise<NumberedList> => {
    const told = (bytes: number) => onProgress(layer, bytes);
    const index = await files.list(repository, layer, { signal: stop, onProgress: told });
    return { number: layer.number, index };
  };
  return mapParallel(
    layers.filter((layer) => !isForeign(layer)),
    atOnce,
    list,
    signal,
  );
}
