/** A report as the image details show it: words and figures, sanitised. Pure; knows no VS Code. */
import { pacing } from "../../core/async.ts";
import { formatAge, formatCount, formatTime } from "../../core/format.ts";
import type { Base } from "../../core/image/base.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { formatFamiliar } from "../../core/reference/reference.ts";
import { formatCounts, formatScanner, formatTotal } from "../../core/scanning/countText.ts";
import {
  countFindings,
  type Finding,
  type FindingCounts,
  findingSeverities,
  type Report,
} from "../../core/scanning/finding.ts";
import { sanitize } from "../../core/text.ts";
import type { FindingRow, FindingsReport } from "../../protocol/findings.ts";
import type { DetailsTime, FindingsCount } from "../../protocol/shown.ts";
import { findingLayers, type StepOf, stepFinder } from "./findingPlaces.ts";
import { type FoundReport, isFound } from "./imageFindings.ts";

/** Names a report of an image: another image, origin, tool or time is another report. */
export function keyOfReport(report: Report, digest: string): string {
  const { scanner, created, database } = report;
  const key = [digest, originOf(report), scanner.name, scanner.version, created, database];
  return sanitize(JSON.stringify(key), 500);
}

/** Where a report is from that was not made here. */
export function originOf(report: Report | FoundReport): string {
  if (!isFound(report)) return "";
  return report.from === "registry" ? "of the registry" : "attached";
}

/** A report without its findings. `now` in milliseconds since 1970. */
export function reportView(
  report: Report,
  image: ImageModel,
  base: Base | undefined,
  now: number,
): FindingsReport {
  const { created, database, findings, omitted, ignoreFile } = report;
  const counts = countFindings(findings);
  const stepOf = stepFinder(image);
  const split = base === undefined ? undefined : splitText(findings, stepOf, base);
  return {
    key: keyOfReport(report, image.manifest.digest),
    source: [formatScanner(report), originOf(report)].filter((part) => part !== "").join(", "),
    ...(created !== undefined && { created: time(created, now) }),
    ...(database !== undefined && { database: time(database, now) }),
    text: formatTotal(report),
    counts: countsOf(counts),
    ...(split !== undefined && { split }),
    notices: [
      ...(ignoreFile === undefined ? [] : [`Without what ${sanitize(ignoreFile.name, 100)} leaves out.`]),
      ...(omitted === 0 ? [] : [`The report has ${formatCount(omitted, "more finding")}, not read.`]),
      ...(isFound(report) && report.from === "attached"
        ? ["Whoever may push to the repository can attach a report; nothing of it was verified."]
        : []),
    ],
    layers: findings.some((finding) => stepOf(finding) !== undefined) ? findingLayers(image, base) : [],
  };
}

/** The counts of the severities that there are findings of, the gravest first. */
export function countsOf(counts: FindingCounts): readonly FindingsCount[] {
  return findingSeverities.flatMap((severity) =>
    counts[severity] === 0 ? [] : [{ severity, count: counts[severity] }],
  );
}

/** `From the base debian:12-slim: H 3 · L 9. From the image's own layers: C 1.` */
function splitText(findings: readonly Finding[], stepOf: StepOf, base: Base): string | undefined {
  const [its, own]: [Finding[], Finding[]] = [[], []];
  for (const finding of findings) {
    const number = stepOf(finding)?.layer?.number;
    if (number !== undefined) (number <= base.layers ? its : own).push(finding);
  }
  if (its.length + own.length === 0) return undefined;
  const { digest: _, ...named } = base.reference;
  const name = sanitize(formatFamiliar(named), 200);
  const rest = findings.length - its.length - own.length;
  const unknown = rest === 0 ? "" : ` Of ${formatCount(rest, "finding")} the layer is not known.`;
  const counts = (some: readonly Finding[]) => formatCounts(countFindings(some));
  return `From the base ${name}: ${counts(its)}. From the image's own layers: ${counts(own)}.${unknown}`;
}

/** The rows of a report, in its order, as `FindingsMessage` has them; made in short turns. */
export async function findingRows({ findings }: Report, image: ImageModel): Promise<Uint8Array> {
  const stepOf = stepFinder(image);
  const pace = pacing();
  const texts: string[] = [];
  for (const finding of findings) {
    texts.push(JSON.stringify(rowOf(finding, stepOf(finding)?.layer?.number)));
    if (texts.length % 128 === 0) await pace();
  }
  return new TextEncoder().encode(`[${texts.join(",")}]`);
}

function rowOf(finding: Finding, layer: number | undefined): FindingRow {
  return {
    severity: finding.severity,
    id: sanitize(finding.id, 200),
    package: sanitize(finding.package, 300),
    installed: sanitize(finding.version, 200),
    fixed: sanitize(finding.fixed ?? "", 200),
    status: statusText(finding.status),
    path: sanitize(finding.path ?? "", 500),
    ...(layer !== undefined && { layer }),
  };
}

const statusTexts = new Map([
  ["affected", "no fix yet"],
  ["not-fixed", "no fix yet"],
  ["will_not_fix", "will not be fixed"],
  ["wont-fix", "will not be fixed"],
  ["fix_deferred", "fix deferred"],
  ["end_of_life", "end of life"],
  ["under_investigation", "under investigation"],
  ["unknown", ""],
  ["fixed", ""],
]);

/** What the vendor says of a fix, in words. */
export function statusText(status = ""): string {
  return statusTexts.get(status) ?? sanitize(status.replaceAll("_", " "), 60);
}

function time(at: number, now: number): DetailsTime {
  return { age: formatAge(at, now), exact: formatTime(at) };
}
