import type { ImageModel } from "../core/image/model.ts";
import { formatPlatform } from "../core/oci/platform.ts";
import {
  type Finding,
  type FindingSeverity,
  findingSeverities,
  type Report,
} from "../core/scanning/finding.ts";
import { reportJson } from "../core/scanning/reportJson.ts";
import { reportSarif } from "../core/scanning/reportSarif.ts";
import { scannerOf } from "../core/scanning/scanner.ts";
import { type Arguments, type Command, type ExitCode, quoted, UsageError, type World } from "./command.ts";
import { imageArgument, platformOption } from "./imageArgument.ts";
import { printJson } from "./output.ts";
import { basesOf, printRebase, rebaseJson, rebaseNotes, scanRebase } from "./rebase.ts";
import { printReport } from "./reportText.ts";
import { scanImage, scannerArgument, scannerOption } from "./scanImage.ts";

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
    rebase: {
      type: "boolean",
      summary: "scan its base and up to four newer ones, too, and say which has fewer findings",
    },
    sarif: { type: "boolean", summary: "print SARIF 2.1.0, for code scanning" },
  },
  notes: rebaseNotes,
  run: scanOne,
};

async function scanOne(args: Arguments, world: World): Promise<ExitCode> {
  const { operands, json, flags } = args;
  const [name = ""] = operands;
  const scanner = scannerArgument(args);
  const least = severityArgument(args);
  const other = json ? "json" : "rebase";
  if (flags.has("sarif") && (json || flags.has("rebase")))
    throw new UsageError(`--sarif does not go with --${other}.`);
  const image = await imageArgument(name, args, world);
  if (image === undefined) return 2;
  const bases = flags.has("rebase") ? await basesOf(image, name, world) : undefined;
  if (bases === "unknown") return 2;
  const found = await scanImage(image, scanner, world);
  if (found === undefined) return 2;
  const trim = flags.has("ignore-unfixed") ? withFix : (report: Report) => report;
  const report = trim(found);
  const rebase = bases && (await scanRebase(bases, { scanner: scannerOf(found) ?? scanner, trim }, world));
  if (rebase === "failed") return 2;
  if (flags.has("sarif")) printJson(world.stdout, reportSarif(name, report));
  else if (json)
    printJson(world.stdout, {
      ...imageJson(name, image),
      ...reportJson(report),
      ...(rebase && { rebase: rebaseJson(rebase) }),
    });
  else {
    printReport(report, image, world.stdout);
    if (rebase !== undefined) printRebase(rebase, world.stdout);
  }
  return report.findings.some((finding) => isAtLeast(finding, least)) ? 1 : 0;
}

function severityArgument({ values }: Arguments): FindingSeverity | undefined {
  const wanted = values.get("fail-on");
  const severity = findingSeverities.find((name) => name === wanted?.toLowerCase());
  if (wanted !== undefined && severity === undefined)
    throw new UsageError(`${quoted(wanted)} is no severity; there are ${findingSeverities.join(", ")}.`);
  return severity;
}

function withFix(report: Report): Report {
  return { ...report, findings: report.findings.filter(({ fixed }) => fixed !== undefined) };
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
