/** What a scanner says is wrong in an image, the same shape whoever says it. All text is hostile until it is sanitised. */
import type { Digest } from "../reference/digest.ts";
import { sortInTurns } from "../sortInTurns.ts";

/** The gravest first. */
export const findingSeverities = ["critical", "high", "medium", "low", "negligible", "unknown"] as const;

export type FindingSeverity = (typeof findingSeverities)[number];

export type Finding = {
  /** `CVE-2024-1234`, or what the scanner calls it. */
  readonly id: string;
  /** Other names of the same. */
  readonly aliases: readonly string[];
  readonly package: string;
  readonly version: string;
  /** The versions that do not have it; undefined when there is none, or it is not told. */
  readonly fixed?: string;
  /** The vendor's word: `will_not_fix`, `end_of_life`. */
  readonly status?: string;
  readonly severity: FindingSeverity;
  readonly title?: string;
  readonly description?: string;
  /** Where to read more; https only. */
  readonly url?: string;
  readonly references: readonly string[];
  readonly cvss?: Cvss;
  /** https://github.com/package-url/purl-spec */
  readonly purl?: string;
  /** The file in the image that brought the package, where that is not the system's own list. */
  readonly path?: string;
  /** The layer that brought it, by the digest of its content or of its blob. */
  readonly layer?: { readonly diffId?: Digest; readonly digest?: Digest };
};

/** https://www.first.org/cvss/ */
export type Cvss = {
  /** From 0 to 10. */
  readonly score: number;
  readonly vector?: string;
  /** Who gave it. */
  readonly source?: string;
};

/** What one run found, or one report says. */
export type Report = {
  readonly scanner: { readonly name: string; readonly version?: string };
  /** When it was made, and what its database is of; in milliseconds since 1970. */
  readonly created?: number;
  readonly database?: number;
  readonly findings: readonly Finding[];
  /** How many more there are than were read. */
  readonly omitted: number;
  /** The file that said which findings to leave out, when there was one, as it was then. */
  readonly ignoreFile?: { readonly name: string; readonly digest: Digest };
};

/** The most findings of one report that are read. */
export const mostFindings = 100_000;

export type FindingCounts = { readonly [Severity in FindingSeverity]: number };

/** How many findings there are of each severity. */
export function countFindings(findings: readonly Finding[]): FindingCounts {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

/** Reads a severity as any scanner writes it; what is not known is unknown. */
export function parseSeverity(text: unknown): FindingSeverity {
  const word = typeof text === "string" ? text.toLowerCase() : "";
  if (word === "informational") return "negligible";
  return findingSeverities.find((severity) => severity === word) ?? "unknown";
}

/** Tells findings apart: the same vulnerability of the same package in the same place is one. */
export function keyOfFinding({ id, package: name, version, path, purl }: Finding): string {
  return JSON.stringify([id, purl ?? name, version, path ?? ""]);
}

/** Each finding once, the gravest first, then by package and name; of doubles the first. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const distinct = new Map(findings.toReversed().map((finding) => [keyOfFinding(finding), finding]));
  return [...distinct.values()].sort(byGravity);
}

/** As sortFindings, in short turns: calls `pace` (async.ts) now and then. */
export async function sortFindingsInTurns(
  findings: readonly Finding[],
  pace: () => Promise<void>,
): Promise<readonly Finding[]> {
  const distinct = new Map<string, Finding>();
  for (const finding of findings.toReversed()) {
    distinct.set(keyOfFinding(finding), finding);
    if (distinct.size % 512 === 0) await pace();
  }
  return sortInTurns([...distinct.values()], byGravity, pace);
}

const ranks = new Map(findingSeverities.map((severity, place) => [severity, place]));

function byGravity(a: Finding, b: Finding): number {
  const byRank = (ranks.get(a.severity) ?? 0) - (ranks.get(b.severity) ?? 0);
  return (
    byRank ||
    compare(a.package, b.package) ||
    compare(a.id, b.id) ||
    compare(a.path ?? "", b.path ?? "") ||
    compare(a.version, b.version)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
