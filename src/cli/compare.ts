import { compareImages } from "../core/image/compare.ts";
import { platformArgument, referenceArgument } from "./arguments.ts";
import type { Arguments, Command, ExitCode, World } from "./command.ts";
import { comparisonJson } from "./comparisonJson.ts";
import { printComparison } from "./comparisonText.ts";
import { findingChangesJson, printFindingChanges, scanPair } from "./findingChanges.ts";
import { printJson } from "./output.ts";
import { readPair } from "./readPair.ts";
import { scannerArgument, scannerOption } from "./scanImage.ts";

/** Says what differs between two images, of different registries, too: at most two HEADs and six GETs. */
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
    findings: { type: "boolean", summary: "scan both, and say which findings are fixed and which are new" },
    scanner: scannerOption,
  },
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
  const compared = { names: [old, now], ...pair, comparison: compareImages(pair.old, pair.now) } as const;
  const scanned = flags.has("findings") ? await scanPair(pair, scanner, world) : undefined;
  if (scanned === "failed") return 2;
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
