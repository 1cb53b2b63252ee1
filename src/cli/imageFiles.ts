import { mapParallel } from "../core/async.ts";
import { ContentError, settle } from "../core/errors.ts";
import { explainInOne } from "../core/explain.ts";
import { explainCut } from "../core/explainFiles.ts";
import { type FileNode, walk } from "../core/files/fileNode.ts";
import { find } from "../core/files/find.ts";
import { type ImageTree, mergeLayers, type NumberedList } from "../core/files/imageTree.ts";
import { LayerFiles } from "../core/files/layerFiles.ts";
import { standardLimits } from "../core/files/limits.ts";
import { partsOf } from "../core/files/paths.ts";
import type { ImageModel, Layer } from "../core/image/model.ts";
import { isForeignType } from "../core/oci/mediaTypes.ts";
import { problemWith } from "./ask.ts";
import { type Arguments, type Command, type ExitCode, UsageError, type World } from "./command.ts";
import { fileJson, imageFilesJson, printFiles, printWaste, wasteJson } from "./fileRows.ts";
import { imageArgument, platformOption } from "./imageArgument.ts";
import { printJson, remark } from "./output.ts";
import { drawProgress } from "./progress.ts";

/** Layers that are read at a time. */
const atOnce = 2;

/** Lists the files of an image, or what one of its layers did to them. */
export const files: Command = {
  name: "files",
  operands: "REF [PATH]",
  least: 1,
  most: 2,
  summary: "list the files of an image, or below a path in it",
  options: {
    platform: platformOption,
    layer: {
      type: "string",
      value: "N",
      summary: "list what layer N added, changed and removed; 1 is the lowest",
    },
    size: { type: "boolean", summary: "largest first" },
    waste: { type: "boolean", summary: "list files that higher layers replaced or removed, by wasted bytes" },
  },
  run: listFiles,
};

async function listFiles(args: Arguments, world: World): Promise<ExitCode> {
  const { operands, json, flags } = args;
  const [text = "", path] = operands;
  const number = layerArgument(args);
  const image = await imageArgument(text, args, world);
  if (image === undefined) return 2;
  const layers = image.steps.flatMap(({ layer }) => (layer === undefined ? [] : [layer]));
  if (image.role !== "image" || layers.length < (number ?? 0)) {
    remark(world, image.role === "image" ? `${text} has no layer ${number}.` : `${text} is no image.`);
    return 2;
  }
  const answer = await settle(readTree(image, layers.slice(0, number), world));
  if ("failure" in answer) {
    remark(world, problemWith(image.reference, answer.failure));
    return 2;
  }
  const { tree, lists } = answer.value;
  if (flags.has("waste")) {
    if (json) printJson(world.stdout, wasteJson(tree.waste));
    else printWaste(tree.waste, world.stdout);
    return 0;
  }
  const start = find(tree.root, partsOf(path ?? ""), path?.endsWith("/") ?? false);
  if (start === undefined) {
    remark(world, `${text} has no ${path}.`);
    return 2;
  }
  const found = [...walk(start)].filter((node) => isListed(node, number));
  if (flags.has("size")) found.sort((a, b) => sizeOf(b) - sizeOf(a));
  if (json) printJson(world.stdout, { ...imageFilesJson(image, layers, lists), files: found.map(fileJson) });
  else printFiles(found, number !== undefined, world.stdout);
  return 0;
}

function layerArgument({ values, flags }: Arguments): number | undefined {
  const text = values.get("layer");
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`"${text}" is not a layer; the lowest one is 1.`);
  if (flags.has("waste")) throw new UsageError("--waste is of all layers, so it goes without --layer.");
  return Number(text);
}

/** Of the image what is there; of a layer what it did, a removed folder without what was in it. The root has no row. */
function isListed({ parent, mark, layer }: FileNode, number: number | undefined): boolean {
  if (parent === undefined) return false;
  if (number === undefined) return mark !== "removed";
  return mark === "removed" ? parent.mark !== "removed" : layer === number;
}

function sizeOf({ inode }: FileNode): number {
  return inode?.size ?? 0;
}

async function readTree(
  image: ImageModel,
  layers: readonly Layer[],
  world: World,
): Promise<{ tree: ImageTree; lists: readonly NumberedList[] }> {
  const layerFiles = new LayerFiles({ distributionFor: world.distribution });
  const lists = await readLists(layerFiles, image, layers, world);
  return { tree: await mergeLayers(lists, world.signal), lists };
}

/** The lists of an image's layers; which of them are left out or not complete is remarked. */
export async function readLists(
  layerFiles: LayerFiles,
  image: ImageModel,
  layers: readonly Layer[],
  world: World,
): Promise<readonly NumberedList[]> {
  const wanted = layers.filter(({ descriptor }) => !isForeignType(descriptor.mediaType));
  for (const { number, descriptor } of layers.filter((layer) => !wanted.includes(layer)))
    remark(world, explainInOne(new ContentError("foreign", `Layer ${number} (${descriptor.digest})`)));
  const progress = drawProgress(world, wanted);
  const read = async (layer: Layer, signal: AbortSignal): Promise<NumberedList> => {
    const onProgress = (bytes: number) => progress.read(layer, bytes);
    const index = await layerFiles.list(image.reference.repository, layer, { signal, onProgress });
    return { number: layer.number, index };
  };
  try {
    const lists = await mapParallel(wanted, atOnce, read, world.signal);
    progress.clear();
    for (const { number, index } of lists) {
      const { cut } = index.facts;
      if (cut !== undefined) remark(world, `Layer ${number} ${explainCut({ cut, limits: standardLimits })}`);
    }
    return lists;
  } finally {
    progress.clear();
  }
}
