import { settle } from "../core/errors.ts";
import { explainInOne } from "../core/explain.ts";
import { explainPackages, explainSkipped } from "../core/explainPackages.ts";
import { LayerFiles } from "../core/files/layerFiles.ts";
import { formatCount } from "../core/format.ts";
import type { ImageModel } from "../core/image/model.ts";
import { layersOf } from "../core/image/steps.ts";
import { formatPlatform } from "../core/oci/platform.ts";
import { lookUp } from "../core/osv/lookUp.ts";
import type { InstalledPackage } from "../core/packages/model.ts";
import { type ImagePackages, readPackages } from "../core/packages/read.ts";
import { reportJson } from "../core/scanning/reportJson.ts";
import { problemWith } from "./ask.ts";
import type { Arguments, Command, ExitCode, World } from "./command.ts";
import { formatCounts, printFindings } from "./findingRows.ts";
import { imageArgument, platformOption } from "./imageArgument.ts";
import { readLists } from "./layerLists.ts";
import { printColumns, printJson, remark } from "./output.ts";
import { drawProgress } from "./progress.ts";

/** Lists what is installed in an image, without any scanner. */
export const packages: Command = {
  name: "packages",
  operands: "REF",
  least: 1,
  most: 1,
  summary: "list what is installed in an image, by the files of its layers",
  options: {
    platform: platformOption,
    osv: {
      type: "boolean",
      summary:
        "look them up at api.osv.dev, which is told their names and versions, and show what is wrong; exit 1 if something is",
    },
  },
  run: listPackages,
};

async function listPackages(args: Arguments, world: World): Promise<ExitCode> {
  const [text = ""] = args.operands;
  const image = await imageArgument(text, args, world);
  if (image === undefined) return 2;
  if (image.role !== "image") {
    remark(world, `${text} is no image.`);
    return 2;
  }
  const read = await settle(packagesOf(image, world));
  if ("failure" in read) {
    remark(world, problemWith(image.reference, read.failure));
    return 2;
  }
  const { value } = read;
  for (const failure of value.failures) remark(world, problemWith(image.reference, failure));
  for (const sentence of explainPackages(value)) remark(world, sentence);
  if (args.flags.has("osv")) return showFindings(image, value, args, world);
  if (args.json) printJson(world.stdout, packagesJson(image, value));
  else print(value, world);
  return value.failures.length === 0 ? 0 : 2;
}

/** What OSV.dev knows of the packages. With findings among some packages it does not matter that others were not read. */
async function showFindings(
  image: ImageModel,
  { packages: all, system, failures }: ImagePackages,
  { json }: Arguments,
  { osv, signal, stdout, stderr }: World,
): Promise<ExitCode> {
  const answer = await settle(lookUp(osv, all, system, { signal }));
  if ("failure" in answer) {
    remark({ stderr }, explainInOne(answer.failure));
    return 2;
  }
  const { report, skipped } = answer.value;
  if (skipped > 0) remark({ stderr }, explainSkipped(skipped, osv.base.host));
  if (json) printJson(stdout, { ...imageJson(image), ...reportJson(report), skipped });
  else {
    printFindings(report.findings, stdout);
    stdout.write(
      `${formatCount(all.length - skipped, "package")} looked up: ${formatCounts(report.findings)}.\n`,
    );
  }
  if (report.findings.length > 0) return 1;
  return failures.length === 0 ? 0 : 2;
}

/** The packages of an image, from the lists of its layers and what those that tell hold. */
export async function packagesOf(image: ImageModel, world: World): Promise<ImagePackages> {
  const layers = layersOf(image);
  const { repository } = image.reference;
  const [lists = []] = await readLists([{ repository, layers, of: "" }], world);
  const layerFiles = new LayerFiles({ distributionFor: world.distribution });
  const progress = drawProgress(world, layers);
  try {
    return await readPackages(layerFiles, { repository, layers }, lists, {
      signal: world.signal,
      onProgress: progress.read,
    });
  } finally {
    progress.clear();
  }
}

function imageJson({ manifest, platform }: ImageModel) {
  return { digest: manifest.digest, platform: platform === undefined ? null : formatPlatform(platform) };
}

function packagesJson(image: ImageModel, read: ImagePackages) {
  return {
    ...imageJson(image),
    system: read.system === undefined ? null : { ...read.system, version: read.system.version ?? null },
    packages: read.packages.map(packageJson),
    hidden: read.hidden,
    unread: read.unread,
  };
}

function packageJson(entry: InstalledPackage) {
  const { name, version, type, purl, licenses, supplier, architecture, source, path, layerNumber } = entry;
  return {
    name,
    version: version ?? null,
    type: type ?? null,
    architecture: architecture ?? null,
    source,
    purl: purl ?? null,
    licenses,
    supplier: supplier ?? null,
    path,
    layer: layerNumber,
  };
}

function print({ system, packages: all }: ImagePackages, { stdout }: World): void {
  const rows = all.map(({ layerNumber, type = "", name, version = "", path }) => [
    String(layerNumber),
    type,
    name,
    version,
    path,
  ]);
  if (rows.length > 0)
    printColumns(stdout, [["LAYER", "TYPE", "PACKAGE", "VERSION", "PATH"], ...rows], new Set([0]));
  const within = system?.name === undefined ? "" : ` in ${system.name}`;
  printColumns(stdout, [[`${formatCount(all.length, "package")}${within}.`]]);
}
