/** How many findings there are, in words. */
import { formatAge, formatCount } from "../format.ts";
import { sanitize } from "../text.ts";
import { type FindingCounts, type FindingSeverity, findingSeverities, type Report } from "./finding.ts";

const signs: { readonly [Severity in FindingSeverity]: string } = {
  critical: "C",
  high: "H",
  medium: "M",
  low: "L",
  negligible: "N",
  unknown: "?",
};

/** `C 1 · H 7 · M 23 · L 61`; `none`. */
export function formatCounts(counts: FindingCounts): string {
  const some = findingSeverities.filter((severity) => counts[severity] > 0);
  return (
    some.map((severity) => `${signs[severity]} ${counts[severity].toLocaleString("en")}`).join(" · ") ||
    "none"
  );
}

/** `Trivy 0.74.0`. */
export function formatScanner({ scanner: { name, version } }: Pick<Report, "scanner">): string {
  return sanitize(version === undefined ? name : `${name} ${version}`, 100);
}

/** `Trivy, 2 hours ago`: whose report it is, and how old; `now` in milliseconds since 1970. */
export function formatSource({ scanner, created }: Pick<Report, "scanner" | "created">, now: number): string {
  const name = sanitize(scanner.name, 100);
  return created === undefined ? name : `${name}, ${formatAge(created, now)}`;
}

/** `42 findings, 12 with a fix`. */
export function formatTotal({ findings }: Pick<Report, "findings">): string {
  if (findings.length === 0) return "No findings";
  const fixable = findings.filter(({ fixed }) => fixed !== undefined).length;
  const fix = fixable === 0 ? "none" : fixable.toLocaleString("en");
  return `${formatCount(findings.length, "finding")}, ${fix} with a fix`;
}
