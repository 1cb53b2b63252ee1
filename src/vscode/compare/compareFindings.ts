/** What became of findings, as the webview shows it: words and figures, sanitised. Pure; knows no VS Code. */
import { formatCount, formatDate } from "../../core/format.ts";
import { compareFindings, type FindingChanges } from "../../core/scanning/compare.ts";
import { formatScanner } from "../../core/scanning/countText.ts";
import type { Finding, Report } from "../../core/scanning/finding.ts";
import { isLikeWithLike, pairReports, type ReportPair } from "../../core/scanning/pair.ts";
import { sanitize } from "../../core/text.ts";
import type { CompareFinding, CompareFindings } from "../../protocol/compare.ts";
import { lookView, scanView } from "../findings/findingsState.ts";
import type { PairState } from "./pairFindings.ts";

/** The most rows of either kind. */
const most = 500;

/** The section of the page. `now` in milliseconds since 1970. */
export function findingChanges(state: PairState, now: number): CompareFindings {
  const pair = pairReports(state.old.reports, state.now.reports);
  const isIdle = state.scan.kind === "idle" && state.scan.failure === undefined;
  const scan = scanView(state.scan, {
    subject: "both images",
    label: "Scan both",
    mayRun: state.mayRun,
    now,
  });
  const look = lookView([state.old.look, state.now.look], state.registries);
  if (pair === undefined) return { scan, look, text: unknownText(state), notes: [], rows: [] };
  const changes = changesOf(pair);
  const { fixed, introduced } = changes;
  const more = Math.max(0, fixed.length - most) + Math.max(0, introduced.length - most);
  return {
    ...(!(isIdle && isLikeWithLike(pair)) && { scan, look }),
    text: changesText(changes),
    notes: [
      ...sourceNotes(pair),
      ...(more === 0 ? [] : [`${formatCount(more, "more finding")} of these kinds, not listed.`]),
    ],
    rows: [
      ...fixed.slice(0, most).map((finding) => rowOf(finding, "removed")),
      ...introduced.slice(0, most).map((finding) => rowOf(finding, "added")),
    ],
  };
}

const compared = new WeakMap<Report, { readonly old: Report; readonly changes: FindingChanges }>();

/** Remembered: states come often, and reports, which never change, are long. */
function changesOf({ old, now }: ReportPair): FindingChanges {
  const before = compared.get(now);
  if (before?.old === old) return before.changes;
  const changes = compareFindings(old.findings, now.findings);
  compared.set(now, { old, changes });
  return changes;
}

function unknownText({ old, now }: PairState): string {
  const [before, after] = [old.reports[0], now.reports[0]];
  if (before !== undefined && after !== undefined)
    return `The old image was looked at by ${nameOf(before)} and the new one by ${nameOf(after)}: what two scanners find cannot be compared.`;
  if (before === undefined && after === undefined) return "Neither image was scanned yet.";
  return before === undefined ? "The old image was not scanned yet." : "The new image was not scanned yet.";
}

function nameOf({ scanner }: Report): string {
  return sanitize(scanner.name, 60);
}

/** `1 fixed, 2 introduced, 40 unchanged.` */
function changesText({ fixed, introduced, unchanged }: FindingChanges): string {
  const [gone, come, kept] = [fixed, introduced, unchanged].map(({ length }) => length.toLocaleString("en"));
  return `${gone} fixed, ${come} introduced, ${kept} unchanged.`;
}

function sourceNotes(pair: ReportPair): readonly string[] {
  const { old, now } = pair;
  if (isLikeWithLike(pair)) return [`Both by ${withDatabase(now)}.`];
  return [
    `The old image by ${withDatabase(old)}, the new one by ${withDatabase(now)}: some of the difference may be theirs. Scan both to know.`,
  ];
}

/** `Trivy 0.74.0 with its database of 12 Oct 2026, without what .trivyignore leaves out`. */
function withDatabase(report: Report): string {
  const { database, ignoreFile } = report;
  const known = database === undefined ? "" : ` with its database of ${formatDate(database)}`;
  const less = ignoreFile === undefined ? "" : `, without what ${sanitize(ignoreFile.name, 100)} leaves out`;
  return `${formatScanner(report)}${known}${less}`;
}

function rowOf(finding: Finding, mark: CompareFinding["mark"]): CompareFinding {
  return {
    mark,
    severity: finding.severity,
    id: sanitize(finding.id, 200),
    package: sanitize(finding.package, 300),
    installed: sanitize(finding.version, 200),
    fixed: sanitize(finding.fixed ?? "", 200),
  };
}
