/** What became of the findings from one image to another, for `compare --findings`. */
import { formatCount, formatDate } from "../core/format.ts";
import type { ImageModel } from "../core/image/model.ts";
import { compareFindings, type FindingChanges } from "../core/scanning/compare.ts";
import type { Finding, Report } from "../core/scanning/finding.ts";
import { findingJson, reportJson } from "../core/scanning/reportJson.ts";
import { type ScannerName, scannerOf } from "../core/scanning/scanner.ts";
import type { Sink, World } from "./command.ts";

import { printColumns } from "./output.ts";
import type { Pair } from "./readPair.ts";
import { findingCells } from "./reportText.ts";
import { scanImage } from "./scanImage.ts";

/** The changes, and the newer image's report, which says by what they were found. */
export type ScannedPair = { readonly changes: FindingChanges; readonly report: Report };

/** Scans both images with the same scanner; "failed" when that did not work, which is remarked. */
export async function scanPair(
  { old, now }: Pair,
  wanted: ScannerName | "auto",
  world: World,
): Promise<ScannedPair | "failed"> {
  const before = await scanImage(old, wanted, world);
  if (before === undefined) return "failed";
  // What two scanners find differs even in one image.
  const report = isSameImage(old, now) ? before : await scanImage(now, scannerOf(before) ?? wanted, world);
  if (report === undefined) return "failed";
  return { changes: compareFindings(before.findings, report.findings), report };
}

function isSameImage(old: ImageModel, now: ImageModel): boolean {
  return old.manifest.digest === now.manifest.digest;
}

/** What `--json` has as `findings`. */
export function findingChangesJson({ changes, report }: ScannedPair) {
  const { findings: _, omitted: __, ...by } = reportJson(report);
  const { fixed, introduced, unchanged } = changes;
  return {
    ...by,
    fixed: fixed.map(findingJson),
    introduced: introduced.map(findingJson),
    unchanged: unchanged.map(findingJson),
  };
}

/** Prints what was fixed and what came, for people. */
export function printFindingChanges({ changes, report }: ScannedPair, stdout: Sink): void {
  const { fixed, introduced, unchanged } = changes;
  const { scanner, database } = report;
  const of = database === undefined ? "" : `, database of ${formatDate(database)}`;
  stdout.write("\n");
  if (fixed.length + introduced.length > 0) {
    const head = ["FINDING", "SEVERITY", "ID", "PACKAGE", "INSTALLED", "FIXED IN"];
    printColumns(stdout, [head, ...rows("fixed", fixed), ...rows("introduced", introduced)]);
    stdout.write("\n");
  }
  printColumns(stdout, [
    [
      `${formatCount(fixed.length, "finding")} fixed, ${introduced.length} introduced, ${unchanged.length} unchanged (${scanner.name}${of})`,
    ],
  ]);
}

function rows(change: string, findings: readonly Finding[]): readonly (readonly string[])[] {
  return findings.map((finding) => [change, ...findingCells(finding)]);
}
