/** How findings are printed. */
import { countFindings, type Finding, findingSeverities, type Report } from "../core/scanning/finding.ts";
import type { Sink } from "./command.ts";
import { printColumns } from "./output.ts";

/** One finding in JSON: null for what is not known. */
export function findingJson(finding: Finding) {
  const { fixed, status, title, description, url, cvss, purl, path, layer, ...always } = finding;
  return {
    ...always,
    fixed: fixed ?? null,
    status: status ?? null,
    title: title ?? null,
    description: description ?? null,
    url: url ?? null,
    cvss: cvss ?? null,
    purl: purl ?? null,
    path: path ?? null,
    layer: layer ?? null,
  };
}

/** Who made a report and when, in JSON; times in ISO 8601. */
export function reportJson({ scanner, created, database, findings, omitted }: Report) {
  return {
    scanner: scanner.name,
    scannerVersion: scanner.version ?? null,
    created: isoTime(created),
    databaseUpdated: isoTime(database),
    findings: findings.map(findingJson),
    omitted,
  };
}

/** `1 critical, 2 high`, without severities that there are none of; `no findings` for none. */
export function formatCounts(findings: readonly Finding[]): string {
  const counts = countFindings(findings);
  const parts = findingSeverities.flatMap((severity) =>
    counts[severity] === 0 ? [] : [`${counts[severity]} ${severity}`],
  );
  return parts.length === 0 ? "no findings" : parts.join(", ");
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

function isoTime(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
