/** The findings tab of the image details: words and figures, sanitised. Pure; knows no VS Code. */
import { explainScanInOne } from "../../core/explainScan.ts";
import { formatAge } from "../../core/format.ts";
import type { Base } from "../../core/image/base.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { shortDigest } from "../../core/reference/digest.ts";
import { familiarRepository } from "../../core/reference/reference.ts";
import { formatScanner } from "../../core/scanning/countText.ts";
import type { Report } from "../../core/scanning/finding.ts";
import { scannerTitles } from "../../core/scanning/scanner.ts";
import type { ScanProgress, Tool } from "../../core/scanning/scans.ts";
import { sanitize } from "../../core/text.ts";
import type {
  DetailsFindings,
  FindingsLook,
  FindingsScan,
  FindingsScanner,
} from "../../protocol/findings.ts";
import { findingDetails } from "./findingView.ts";
import type { KnownFindings, ScanState } from "./imageFindings.ts";
import { keyOfReport, originOf, reportView } from "./reportView.ts";

/** What is known beside the findings. */
export type FindingsContext = {
  /** Undefined as long as it is not proven. */
  readonly base: Base | undefined;
  /** Whether programs may run here. */
  readonly mayRun: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** The state of the tab; undefined for what is no image to run. */
export function findingsOf(
  state: KnownFindings,
  image: ImageModel,
  context: FindingsContext,
): DetailsFindings | undefined {
  if (image.role !== "image") return undefined;
  const { base, now } = context;
  const { digest } = image.manifest;
  const { report, reports, chosen } = state;
  const finding = chosen === undefined ? undefined : report?.findings[chosen];
  return {
    scan: scanView(state.scan, {
      subject: nameOf(image),
      label: report === undefined ? "Scan this image" : "Scan again",
      mayRun: context.mayRun,
      now,
    }),
    look: lookView([state.look], [image.reference.repository.registry]),
    reports: reports.map((one) => ({ key: keyOfReport(one, digest), name: nameOfReport(one, now) })),
    ...(report !== undefined && { report: reportView(report, image, base, now) }),
    ...(report !== undefined &&
      finding !== undefined &&
      chosen !== undefined && {
        chosen: findingDetails(finding, { report: keyOfReport(report, digest), place: chosen }, image, base),
      }),
  };
}

/** `Trivy 0.74.0, 2 hours ago`, `Trivy v0.51.1, 3 days ago, of the registry`. */
function nameOfReport(report: Report, now: number): string {
  const { created } = report;
  const age = created === undefined ? "without a date" : formatAge(created, now);
  return [formatScanner(report), age, originOf(report)].filter((part) => part !== "").join(", ");
}

/** What is known of reports that registries have, of one image or of two. */
export function lookView(
  looks: readonly KnownFindings["look"][],
  registries: readonly string[],
): FindingsLook {
  const asked = looks.flatMap((look) => (look.kind === "asked" ? [look] : []));
  const isAgain = asked.length === looks.length;
  const remarks = new Set(asked.flatMap((look) => look.remarks));
  return {
    label: `Ask ${registries.join(" and ")} ${isAgain ? "again " : ""}for reports`,
    isBusy: looks.some(({ kind }) => kind === "asking"),
    remarks: [...remarks].map((remark) => sanitize(remark, 600)),
  };
}

/** What a scan does, in words. */
export type ScanWords = {
  /** `nginx@sha256:abc…`. */
  readonly subject: string;
  /** `Scan this image`. */
  readonly label: string;
  readonly mayRun: boolean;
  readonly now: number;
};

/** What a scan would do, does or did. */
export function scanView(scan: ScanState, { subject, label, mayRun, now }: ScanWords): FindingsScan {
  if (!mayRun) return { kind: "off", text: "In an untrusted workspace Mooring runs no scanner." };
  switch (scan.kind) {
    case "idle":
      return {
        kind: "idle",
        label,
        text: `Looks for Trivy or Grype on this machine, to run it on ${subject}.`,
        ...(scan.failure !== undefined && { problem: explainScanInOne(scan.failure) }),
      };
    case "ask":
      return {
        kind: "ask",
        text: `Which program may read ${subject}? It asks the registry for the image, and elsewhere for its database.`,
        scanners: scan.tools.map((tool) => scannerOf(tool, now)),
      };
    case "running":
      return { kind: "running", text: progressText(scan.progress, subject) };
  }
}

/** The image by its digest, in few characters. */
export function nameOf({ reference: { repository }, manifest }: ImageModel): string {
  return `${sanitize(familiarRepository(repository), 200)}@${shortDigest(manifest.digest)}…`;
}

function scannerOf({ name, path, version, database }: Tool, now: number): FindingsScanner {
  const words = `${scannerTitles[name]} ${sanitize(version ?? "", 60)}`.trim();
  return {
    name,
    label: `Scan with ${words}`,
    path: sanitize(path, 1000),
    note: database === undefined ? "" : `database of ${formatAge(database, now)}`,
  };
}

function progressText(progress: ScanProgress | undefined, subject: string): string {
  if (progress === undefined) return "Looking for scanners";
  const title = scannerTitles[progress.scanner];
  if (progress.kind === "waiting") return `Waiting for another scan by ${title}`;
  const words = progress.words === undefined ? "" : `: ${sanitize(progress.words, 200)}`;
  return `${title} reads ${subject}${words}`;
}
