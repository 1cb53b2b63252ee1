import type { AttachedSource } from "../core/attached/held.ts";
import { kindOfHost } from "../core/catalog/kind.ts";
import { followScan, type RegistryScanner } from "../core/catalog/registryScanner.ts";
import { settle } from "../core/errors.ts";
import { explainInOne } from "../core/explain.ts";
import { explainScanState } from "../core/explainReports.ts";
import { formatTime } from "../core/format.ts";
import type { ImageModel } from "../core/image/model.ts";
import { formatPlatform } from "../core/oci/platform.ts";
import { shortDigest } from "../core/reference/digest.ts";
import type { Distribution } from "../core/registry/distribution.ts";
import { type KnownReport, readKnownReports } from "../core/reports/known.ts";
import { reportJson } from "../core/scanning/reportJson.ts";
import { sanitize } from "../core/text.ts";
import { problemWith } from "./ask.ts";
import type { Arguments, Command, ExitCode, World } from "./command.ts";
import { formatCounts, printFindings } from "./findingRows.ts";
import { imageArgument, platformOption } from "./imageArgument.ts";
import { printJson, remark } from "./output.ts";

/** Says what is known to be wrong in an image without scanning it here. */
export const reports: Command = {
  name: "reports",
  operands: "REF",
  least: 1,
  most: 1,
  summary: "show the findings that an image's registry and attached reports have; exit 1 if there are any",
  options: {
    platform: platformOption,
    rescan: {
      type: "boolean",
      summary: "have the registry scan the image first (Harbor), and wait for it",
    },
  },
  run: showReports,
};

async function showReports(args: Arguments, world: World): Promise<ExitCode> {
  const [text = ""] = args.operands;
  const image = await imageArgument(text, args, world);
  if (image === undefined) return 2;
  if (image.role !== "image") {
    remark(world, `${text} is no image.`);
    return 2;
  }
  const { registry } = image.reference.repository;
  const scanner = await scannerOf(registry, world);
  if (args.flags.has("rescan") && !(await rescan(scanner, image, world))) return 2;
  const attached = attachedAt(world.distribution(registry));
  const known = await readKnownReports({ attached, scanner }, image, world.signal);
  for (const failure of known.failures) remark(world, problemWith(image.reference, failure));
  const state = known.state && explainScanState(known.state, registry);
  if (state !== undefined) remark(world, state);
  if (args.json) printJson(world.stdout, reportsJson(image, known.reports));
  else print(known.reports, world);
  const [newest] = known.reports;
  if (newest === undefined && !args.json) remark(world, `No report about ${text} is known.`);
  // Without a report nothing is known to be right.
  if (newest === undefined) return 2;
  return newest.report.findings.length === 0 ? 0 : 1;
}

/** What is attached, kept nowhere. */
function attachedAt(distribution: Distribution): AttachedSource {
  return {
    lists: distribution,
    manifest: ({ path }, digest, signal) => distribution.manifest(path, digest, signal),
    blob: ({ path }, blob, limit, signal) =>
      distribution.blob(path, blob, { limit, ...(signal && { signal }) }),
  };
}

/** Harbor is told by asking, others by their hosts. */
async function scannerOf(host: string, world: World): Promise<RegistryScanner | undefined> {
  const kind = kindOfHost(host);
  if (kind !== "oci") return world.catalog(host, kind).scanner;
  return world.catalog(host, await world.detect(host, world.signal)).scanner;
}

/** Has the registry scan the image and waits; false when that did not work, which is remarked. */
async function rescan(
  scanner: RegistryScanner | undefined,
  { reference, manifest }: ImageModel,
  world: World,
): Promise<boolean> {
  const { registry, path } = reference.repository;
  if (scanner?.start === undefined) {
    remark(world, `${registry} has no scanner that Mooring can ask.`);
    return false;
  }
  const started = await settle(scanner.start(path, manifest.digest, world.signal));
  const followed =
    "failure" in started
      ? started
      : await settle(followScan(scanner, path, manifest.digest, { signal: world.signal }));
  if ("failure" in followed) remark(world, explainInOne(followed.failure));
  return !("failure" in followed);
}

function reportsJson({ reference, manifest, platform }: ImageModel, known: readonly KnownReport[]) {
  return {
    digest: manifest.digest,
    platform: platform === undefined ? null : formatPlatform(platform),
    reports: known.map((report) => ({
      from: report.from,
      registry: reference.repository.registry,
      artifact: report.from === "attached" ? report.artifact : null,
      subject: report.from === "attached" ? report.subject : manifest.digest,
      ...reportJson(report.report),
    })),
  };
}

/** A line for each report, and the findings of the newest. */
function print(known: readonly KnownReport[], { stdout }: World): void {
  for (const found of known) {
    const { scanner, created, findings, omitted } = found.report;
    const who = [scanner.name, scanner.version].filter((word) => word !== undefined).join(" ");
    const where = found.from === "registry" ? "the registry's" : `attached as ${shortDigest(found.artifact)}`;
    const when = created === undefined ? "without a date" : `of ${formatTime(created)}`;
    const rest = omitted === 0 ? "" : `, and ${omitted} that were not read`;
    stdout.write(`${sanitize(`${who}, ${where}, ${when}: ${formatCounts(findings)}${rest}`)}\n`);
  }
  const [newest] = known;
  if (newest === undefined || newest.report.findings.length === 0) return;
  stdout.write("\n");
  printFindings(newest.report.findings, stdout);
}
