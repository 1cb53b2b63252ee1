import type { Descriptor, HistoryEntry, ImageConfig } from "../oci/model.ts";
import type { ImageModel, Layer, Step } from "./model.ts";

/**
 * Joins layers with the history that made them, both from the lowest up: each history entry that is not marked empty
 * made the next layer. When they do not match in number, which the history's being optional allows, nothing is joined:
 * the history comes first and the layers after it.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#properties
 */
export function joinSteps(
  layers: readonly Descriptor[],
  config: ImageConfig | undefined,
): { steps: readonly Step[]; aligned: boolean } {
  const numbered = numberLayers(layers, config);
  const history = config?.history ?? [];
  const aligned = history.filter(({ emptyLayer }) => !emptyLayer).length === layers.length;
  if (!aligned) return { steps: [...history.map(historyStep), ...numbered.map(layerStep)], aligned };
  const next = numbered.values();
  const steps = history.map((entry) => {
    const layer = entry.emptyLayer ? undefined : next.next().value;
    return { ...historyStep(entry), ...(layer && { layer }) };
  });
  return { steps, aligned };
}

/** An image's layers, from the lowest up. */
export function layersOf({ steps }: Pick<ImageModel, "steps">): readonly Layer[] {
  return steps.flatMap(({ layer }) => layer ?? []);
}

function numberLayers(layers: readonly Descriptor[], config: ImageConfig | undefined): readonly Layer[] {
  const diffIds = config?.diffIds.length === layers.length ? config.diffIds : [];
  return layers.map((descriptor, place) => ({ number: place + 1, descriptor, diffId: diffIds[place] }));
}

function historyStep({ createdBy, created, comment }: HistoryEntry): Step {
  return { createdBy, created, comment };
}

function layerStep(layer: Layer): Step {
  return { createdBy: undefined, created: undefined, comment: undefined, layer };
}
