/** The files tab of the image details: words and figures, sanitised. Pure; knows no VS Code. */
import { explain, explainInOne } from "../../core/explain.ts";
import { explainCut, explainWaste } from "../../core/explainFiles.ts";
import { standardLimits } from "../../core/files/limits.ts";
import { bytesOf, isForeign } from "../../core/files/listLayers.ts";
import { formatSize } from "../../core/format.ts";
import { readInstruction } from "../../core/image/instruction.ts";
import type { ImageModel, Layer } from "../../core/image/model.ts";
import { sanitize } from "../../core/text.ts";
import type { DetailsFiles, FilesLayer, FilesView } from "../../protocol/files.ts";
import { type FilesState, type LayerOutcome, type LayerOutcomes, missing } from "./imageFiles.ts";

/** The state of the tab; undefined for what is no image to run. */
export function filesOf(state: FilesState, image: ImageModel): DetailsFiles | undefined {
  if (image.role !== "image" || state.layers.length === 0) return undefined;
  switch (state.kind) {
    case "unread":
      return { kind: "unread", text: costOf(state, image) };
    case "reading": {
      const total = bytesOf(state.wanted);
      const read = formatSize(state.bytes);
      if (total === undefined) return { kind: "reading", text: `${read} read` };
      const share = total === 0 ? 1 : Math.min(1, state.bytes / total);
      return { kind: "reading", text: `${read} of ${formatSize(total)} read`, share };
    }
    case "failed": {
      const { problem, next } = explain(state.failure);
      return { kind: "failed", problem, next };
    }
    case "read":
      return { kind: "read", view: viewOf(state, image) };
  }
}

/** `Reads 71.4 MB from registry-1.docker.io, once.` */
function costOf(known: LayerOutcomes, { reference }: ImageModel): string {
  const bytes = bytesOf(missing(known));
  const much = bytes === undefined ? "layers of unknown size" : formatSize(bytes);
  return `Reads ${much} from ${reference.repository.registry}, once. Nothing is written to disk but the list.`;
}

function viewOf(state: FilesState & { readonly kind: "read" }, image: ImageModel): FilesView {
  const { key, tree, all } = state;
  const bytes = formatSize(all.sizes.get(tree.root));
  const { rows, efficiency } = tree.waste;
  return {
    key,
    text: `${all.count.toLocaleString("en")} files and folders, ${bytes}`,
    layers: listedLayers(state, image),
    notices: noticesOf(state),
    ...(missing(state).length > 0 && { rest: costOf(state, image) }),
    waste: { text: explainWaste(tree.waste), rows: rows.length, efficiency },
  };
}

function listedLayers({ outcomes }: LayerOutcomes, { steps }: ImageModel): readonly FilesLayer[] {
  return steps.flatMap(({ createdBy, layer }) => {
    if (layer === undefined || !("index" in (outcomes.get(layer.number) ?? {}))) return [];
    const { keyword, rest } = readInstruction(createdBy ?? "");
    return [{ number: layer.number, name: sanitize(`${layer.number}: ${keyword} ${rest}`, 80) }];
  });
}

function noticesOf({ layers, outcomes }: LayerOutcomes): readonly string[] {
  const unlisted = layers.filter(({ number }) => !outcomes.has(number)).map(({ number }) => number);
  const told = layers.flatMap((layer) => {
    const outcome = outcomes.get(layer.number);
    return outcome === undefined ? [] : (noticeOf(layer, outcome) ?? []);
  });
  if (unlisted.length === 0) return told;
  const [are, them] =
    unlisted.length === 1 ? [`Layer ${unlisted[0]} is`, "it"] : [`Layers ${unlisted.join(", ")} are`, "them"];
  return [...told, `${are} not listed yet, so what is shown is without ${them}.`];
}

function noticeOf(layer: Layer, outcome: LayerOutcome): string | undefined {
  if ("failure" in outcome) {
    const told = explainInOne(outcome.failure);
    return isForeign(layer) ? told : `Layer ${layer.number} is not listed. ${told}`;
  }
  const { cut } = outcome.index.facts;
  return cut && `Layer ${layer.number} ${explainCut({ cut, limits: standardLimits })}`;
}
