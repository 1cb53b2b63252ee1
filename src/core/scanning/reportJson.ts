/** Reports as JSON for other programs: null for what is not known. */
import type { Finding, Report } from "./finding.ts";

/** One finding. */
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

/** A report, but for what it is of; times in ISO 8601. */
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

function isoTime(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
