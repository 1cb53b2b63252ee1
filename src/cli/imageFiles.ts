import { settle } from "../core/errors.ts";
import { type FileNode, walk } from "../core/files/fileNode.ts";
import { find } from "../core/files/find.ts";
import { mergeLayers } from "../core/files/imageTree.ts";
import { partsOf } from "../core/files/paths.ts";
import { layersOf } from "../core/image/steps.ts";
import { problemWith } from "./ask.ts";
import { type Arguments, type Command, type ExitCode, UsageError, type World } from "./command.ts";
import { fileJson, imageFilesJson, printFiles, printWaste, wasteJson } from "./fileRows.ts";
import { imageArgument, platformOption } from "./imageArgument.ts";
import { readLists } from "./layerLists.ts";
import { printJson, remark } from "./output.ts";

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
  const layers = layersOf(image);
  if (image.role !== "image" || layers.length < (number ?? 0)) {
    remark(world, image.role === "image" ? `${text} has no layer ${number}.` : `${text} is no image.`);
    return 2;
  }
  const wanted = { repository: image.reference.repository, layers: layers.slice(0, number) };
  const answer = await settle(readLists([{ ...wanted, of: "" }], world));
  if ("failure" in answer) {
    remark(world, problemWith(image.reference, answer.failure));
    return 2;
  }
  const [lists = []] = answer.value;
  const tree = await mergeLayers(lists, world.signal);
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
