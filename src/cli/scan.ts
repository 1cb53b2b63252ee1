import { settle } from "../core/errors.ts";
import { explainScan } from "../core/explainScan.ts";
import type { ImageModel } from "../core/image/model.ts";
import { formatPlatform } from "../core/oci/platform.ts";
import { formatFamiliar, type Reference } from "../core/reference/reference.ts";
import {
  type Finding,
  type FindingSeverity,
  findingSeverities,
  type Report,
} from "../core/scanning/finding.ts";
import { reportSarif } from "../core/scanning/reportSarif.ts";
import { type ScannerName, scannerNames } from "../core/scanning/scanner.ts";
import { referenceArgument } from "./arguments.ts";
import { type Arguments, type Command, type ExitCode, quoted, UsageError, type World } from "./command.ts";
import { reportJson } from "./findingRows.ts";
import { imageArgument, platformOption } from "./imageArgument.ts";
import { printJson, remark } from "./output.ts";
import { printReport } from "./reportText.ts";
import { drawScan } from "./scanProgress.ts";

/** The option that chooses a scanner. */
export const scannerOption = {
  type: "string",
  value: "NAME",
  summary: "trivy or grype; auto, the default, is the first that is installed",
} as const;

/** Runs a scanner of this machine on one image, by its digest. */
export const scan: Command = {
  name: "scan",
  operands: "REF",
  least: 1,
  most: 1,
  summary: "find vulnerabilities with Trivy or Grype; exit 1 if there are any",
  options: {
    platform: { ...platformOption, summary: "the platform of an index to scan, such as linux/arm64" },
    scanner: scannerOption,
    "fail-on": {
      type: "string",
      value: "SEVERITY",
      summary: `exit 1 only from this severity on: ${findingSeverities.join(", ")}`,
    },
    "ignore-unfixed": { type: "boolean", summary: "leave out what no version fixes yet" },
    sarif: { type: "boolean", summary: "print SARIF 2.1.0, for code scanning" },
  },
  run: scanOne,
};

async function scanOne(args: Arguments, world: World): Promise<ExitCode> {
  const { operands, json, flags } = args;
  const [name = ""] = operands;
  const scanner = scannerArgument(args);
  const least = severityArgument(args);
  if (flags.has("sarif") && json) throw new UsageError("--sarif does not go with --json.");
  const image = await imageArgument(name, args, world);
  if (image === undefined) return 2;
  const found = await scanImage(referenceArgument(name), image, scanner, world);
  if (found === undefined) return 2;
  const report = flags.has("ignore-unfixed")
    ? { ...found, findings: found.findings.filter(({ fixed }) => fixed !== undefined) }
    : found;
  if (flags.has("sarif")) printJson(world.stdout, reportSarif(name, report));
  else if (json) printJson(world.stdout, { ...imageJson(name, image), ...reportJson(report) });
  else printReport(report, image, world.stdout);
  return report.findings.some((finding) => isAtLeast(finding, least)) ? 1 : 0;
}

/** Scans one image of a reference; undefined when that failed, which is remarked. */
export async function scanImage(
  reference: Reference,
  image: ImageModel,
  scanner: ScannerName | "auto",
  world: World,
): Promise<Report | undefined> {
  const target = { repository: reference.repository, digest: image.manifest.digest };
  const progress = drawScan(world);
  const scanned = world.scans.scan(target, { scanner, onProgress: progress.tell, signal: world.signal });
  const answer = await settle(scanned).finally(progress.clear);
  if ("value" in answer) return answer.value;
  const { problem, next } = explainScan(answer.failure, formatFamiliar(reference));
  remark(world, `${problem} ${next}`);
  return undefined;
}

/** The scanner that `--scanner` names. */
export function scannerArgument({ values }: Arguments): ScannerName | "auto" {
  const wanted = values.get("scanner") ?? "auto";
  const scanner = wanted === "auto" ? wanted : scannerNames.find((name) => name === wanted);
  if (scanner === undefined)
    throw new UsageError(`${quoted(wanted)} is no scanner; there are auto, ${scannerNames.join(", ")}.`);
  return scanner;
}

function severityArgument({ values }: Arguments): FindingSeverity | undefined {
  const wanted = values.get("fail-on");
  const severity = findingSeverities.find((name) => name === wanted?.toLowerCase());
  if (wanted !== undefined && severity === undefined)
    throw new UsageError(`${quoted(wanted)} is no severity; there are ${findingSeverities.join(", ")}.`);
  return severity;
}

function isAtLeast({ severity }: Finding, least: FindingSeverity | undefined): boolean {
  if (least === undefined) return true;
  return findingSeverities.indexOf(severity) <= findingSeverities.indexOf(least);
}

function imageJson(reference: string, { manifest, platform }: ImageModel) {
  return {
    reference,
    digest: manifest.digest,
    platform: platform === undefined ? null : formatPlatform(platform),
  };
}
