/** How findings are printed. */
import {
  countFindings,
  type Finding,
  type FindingCounts,
  findingSeverities,
} from "../core/scanning/finding.ts";
import type { Sink } from "./command.ts";
import { printColumns } from "./output.ts";

/** `1 critical, 2 high`, without severities that there are none of; `no findings` for none. */
export function formatCounts(findings: readonly Finding[]): string {
  return formatSeverities(countFindings(findings), "no findings");
}

/** The same of counts, with another word for none. */
export function formatSeverities(counts: FindingCounts, none: string): string {
  const parts = findingSeverities.flatMap((severity) =>
    counts[severity] === 0 ? [] : [`${counts[severity]} ${severity}`],
  );
  return parts.length === 0 ? none : parts.join(", ");
}

/** Prints findings, the gravest first as reports have them. */
export function printFindings(findings: readonly Finding[], stdout: Sink): void {
  if (findings.length === 0) return;
  const rows = findings.map(({ severity, id, package: name, version, fixed = "", path = "" }) => [
    severity,
    id,
    name,
    version,
    fixed,
    path,
  ]);
  printColumns(stdout, [["SEVERITY", "ID", "PACKAGE", "INSTALLED", "FIXED", "PATH"], ...rows]);
}
