import { isFailure } from "../core/errors.ts";
import { explainInOne } from "../core/explain.ts";
import { compareTrees } from "../core/files/compareTrees.ts";
import { mergeLayers } from "../core/files/imageTree.ts";
import { compareImages } from "../core/image/compare.ts";
import { layersOf } from "../core/image/steps.ts";
import { platformArgument, referenceArgument } from "./arguments.ts";
import type { Arguments, Command, ExitCode, World } from "./command.ts";
import { comparisonJson } from "./comparisonJson.ts";
import { printComparison } from "./comparisonText.ts";
import type { ComparedFiles } from "./fileChanges.ts";
import { findingChangesJson, printFindingChanges, scanPair } from "./findingChanges.ts";
import { readLists } from "./layerLists.ts";
import { printJson, remark } from "./output.ts";
import { type Pair, readPair } from "./readPair.ts";
import { scannerArgument, scannerOption } from "./scanImage.ts";

/**
 * Says what differs between two images, of different registries, too: at most two HEADs and six GETs; with files the
 * layers of both, each once.
 */
export const compare: Command = {
  name: "compare",
  operands: "OLD NEW",
  least: 2,
  most: 2,
  summary: "say what differs between two images; exit 1 if something does",
  options: {
    platform: {
      type: "string",
      value: "P",
      summary: "compare the images for this platform alone, such as linux/arm64",
    },
    files: { type: "boolean", summary: "read the layers and compare the files, too" },
    findings: { type: "boolean", summary: "scan both, and say which findings are fixed and which are new" },
    scanner: scannerOption,
  },
  notes: `With --files, --json has "files", unless both name the very same image:
  {totals{added, removed, changed, more, less}, same{count, rewritten{count, bytes}, unsure},
   changes[{path, change, aspects?, growth, old?, new?}], directories[{path, added, removed, changed, more, less}],
   incomplete[{side, layer, digest, reason}]}
"change" is added, removed or changed, then with aspects of type, content, time, mode, owner, target, device: "time" is
of files as large as before whose content was not read. "old" and "new" are as in files --json, without null. "growth",
"more" and "less" are bytes, hard links counted once; directories have the totals of all below. "same" counts the paths
that do not differ, "rewritten" the files among them that another layer brings again, "unsure" those compared by size and
time alone. "incomplete" names layers that were not read whole.`,
  run: compareTwo,
};

async function compareTwo(args: Arguments, world: World): Promise<ExitCode> {
  const { operands, json, values, flags } = args;
  const [old = "", now = ""] = operands;
  const scanner = scannerArgument(args);
  const wanted = values.get("platform");
  const platform = wanted === undefined ? undefined : platformArgument(wanted);
  const pair = await readPair(referenceArgument(old), referenceArgument(now), platform, world);
  if (pair === undefined) return 2;
  const comparison = compareImages(pair.old, pair.now);
  const files =
    flags.has("files") && !comparison.isSame ? await compareFiles(pair, [old, now], world) : undefined;
  const scanned = flags.has("findings") ? await scanPair(pair, scanner, world) : undefined;
  if (files === "failed" || scanned === "failed") return 2;
  const compared = { names: [old, now], ...pair, comparison, ...(files && { files }) } as const;
  const findings = scanned && findingChangesJson(scanned);
  if (json) printJson(world.stdout, { ...comparisonJson(compared), findings });
  else printComparison(compared, world.stdout);
  if (scanned !== undefined && !json) printFindingChanges(scanned, world.stdout);
  const isSame =
    platform === undefined
      ? pair.old.descriptor.digest === pair.now.descriptor.digest
      : compared.comparison.isSame;
  return isSame ? 0 : 1;
}

/** Why files cannot be compared is remarked. */
async function compareFiles(
  pair: Pair,
  names: readonly [string, string],
  world: World,
): Promise<ComparedFiles | "failed"> {
  const images = [pair.old, pair.now];
  const others = names.filter((_, at) => images[at]?.role !== "image");
  for (const name of others) remark(world, `${name} is no image.`);
  if (others.length > 0) return "failed";
  try {
    const wanted = images.map((image, at) => ({
      repository: image.reference.repository,
      layers: layersOf(image),
      of: ` of ${names[at]}`,
    }));
    const [old = [], now = []] = await readLists(wanted, world);
    const [before, after] = [await mergeLayers(old, world.signal), await mergeLayers(now, world.signal)];
    return {
      ...(await compareTrees(before.root, after.root, world.signal)),
      old: { layers: layersOf(pair.old), lists: old },
      now: { layers: layersOf(pair.now), lists: now },
    };
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    remark(world, explainInOne(failure));
    return "failed";
  }
}
