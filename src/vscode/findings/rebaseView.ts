/** Whether a newer base helps, as the image details show it: words and figures, sanitised. Pure; knows no VS Code. */
import { explainScanInOne } from "../../core/explainScan.ts";
import { formatCount, formatDate } from "../../core/format.ts";
import type { Base } from "../../core/image/base.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { type Bases, imagesOf } from "../../core/rebase/bases.ts";
import { isAlike } from "../../core/rebase/outcome.ts";
import { shortDigest } from "../../core/reference/digest.ts";
import { familiarRepository, formatFamiliar, type Reference } from "../../core/reference/reference.ts";
import { formatScanner } from "../../core/scanning/countText.ts";
import {
  countFindings,
  type FindingCounts,
  findingSeverities,
  type Report,
} from "../../core/scanning/finding.ts";
import { scannerTitles } from "../../core/scanning/scanner.ts";
import { sanitize } from "../../core/text.ts";
import type { DetailsBase } from "../../protocol/details.ts";
import type { DetailsRebase, RebaseRow, RebaseScan } from "../../protocol/rebase.ts";
import { type RebaseState, toolOf } from "./rebaseSearch.ts";
import { countsOf } from "./reportView.ts";

/** What is known beside the search itself. */
export type RebaseContext = {
  /** The base, when it is proven, and what the details say of it; undefined for an image that names none. */
  readonly base: Base | undefined;
  readonly line: DetailsBase | undefined;
  /** The report that is shown. */
  readonly report: Report | undefined;
  /** Whether programs may run here. */
  readonly mayRun: boolean;
};

type Found = RebaseState & { readonly kind: "found" };

/** The part of the tab; undefined where no base is named, no report is shown, or no program may run. */
export function rebaseOf(state: RebaseState, context: RebaseContext): DetailsRebase | undefined {
  const { base, line, report, mayRun } = context;
  if (line === undefined || report === undefined || !mayRun) return undefined;
  if (base === undefined) return { kind: "base", text: line.text, isFinding: line.kind === "finding" };
  const name = nameOf(base.reference);
  const { registry } = base.reference.repository;
  if (toolOf(report) === undefined)
    return {
      kind: "unscanned",
      text: `Whether a newer base than ${name} has fewer findings, a scan of this image here comes first: the report that is shown was made elsewhere.`,
    };
  switch (state.kind) {
    case "open":
      return {
        kind: "open",
        text: `Asks ${registry} for newer tags in the line of the base ${name}; scans nothing yet.`,
        ...problemOf(state),
      };
    case "looking":
      return { kind: "looking", text: `Asking ${registry} for newer tags in the line of ${name}` };
    case "found":
      return foundView(state, name);
  }
}

function foundView(state: Found, name: string): DetailsRebase {
  const { bases, outcomes } = state;
  const passed = passedNotes(bases);
  if (bases.newer.length === 0)
    return {
      kind: "found",
      text: `There is no newer image in the line of the base ${name}.`,
      notes: passed,
      rows: [],
    };
  const scan = scanOf(state);
  return {
    kind: "found",
    text: resultText(state),
    notes: [...(outcomes.length === 0 ? [] : sourceNotes(state)), ...passed],
    ...(scan !== undefined && { scan }),
    rows: imagesOf(bases).map((image) => rowOf(image, state)),
  };
}

/** `So far, debian:14-slim has the fewest findings: 3 of the base's would be fixed, 1 introduced.` */
function resultText({ bases, outcomes }: Found): string {
  const outcome = outcomes.find(({ isBest }) => isBest);
  const soFar = outcomes.length === bases.newer.length ? "" : "So far, ";
  if (outcome !== undefined) {
    const [fixed, introduced] = [sum(outcome.fixed), sum(outcome.introduced)];
    const name = nameNow(outcome.image, bases);
    return `${soFar}${name} has the fewest findings: ${fixed} of the base's would be fixed, ${introduced} introduced.`;
  }
  if (outcomes.length === 0) {
    const count = formatCount(bases.newer.length, "image");
    return `${count} could take the place of ${nameOf(bases.used.reference)}.`;
  }
  return `${soFar === "" ? "None" : "So far, none"} has fewer findings than the base as it is used.`;
}

function sourceNotes({ bases, reports }: Found): readonly string[] {
  const [first] = imagesOf(bases).flatMap(({ manifest }) => reports.get(manifest.digest) ?? []);
  if (first === undefined) return [];
  if (!isAlike(bases, reports))
    return [
      `By ${first.scanner.name}, whose version or database changed meanwhile: some of the differences may be its.`,
    ].map((note) => sanitize(note, 300));
  const { database } = first;
  const of = database === undefined ? "" : ` with its database of ${formatDate(database)}`;
  return [`All by ${formatScanner(first)}${of}. What stands upon the base is not counted.`];
}

function passedNotes({ passed }: Bases): readonly string[] {
  return passed.map(({ tag, why }) =>
    why === "missing"
      ? `The tag ${sanitize(tag, 128)} names nothing.`
      : `The tag ${sanitize(tag, 128)} has no image for this platform.`,
  );
}

/** What is left to scan; undefined when nothing is. */
function scanOf(state: Found): RebaseScan | undefined {
  const { bases, reports, running, tool } = state;
  const images = imagesOf(bases);
  const title = `${scannerTitles[tool.name]} ${sanitize(tool.version ?? "", 60)}`.trim();
  if (running !== undefined) {
    const words = progressWords(running.progress);
    const at = images.filter(({ manifest }) => reports.has(manifest.digest)).length + 1;
    return {
      kind: "running",
      text: `Scan ${at} of ${images.length}: ${title} reads ${nameNow(running.image, bases)}${words}`,
    };
  }
  const left = images.filter(({ manifest }) => !reports.has(manifest.digest));
  if (left.length === 0) return undefined;
  const names = left.map((image) => nameNow(image, bases)).join(", ");
  return {
    kind: "idle",
    label: `Scan ${formatCount(left.length, "image")}`,
    text: `${formatCount(left.length, "scan")} by ${title} (${sanitize(tool.path, 1000)}), one after the other: ${names}.`,
    ...problemOf(state),
  };
}

function progressWords(progress: NonNullable<Found["running"]>["progress"]): string {
  if (progress?.kind === "waiting") return ", once another scan has ended";
  return progress?.words === undefined ? "" : `: ${sanitize(progress.words, 200)}`;
}

function problemOf({ failure }: { readonly failure?: unknown }): { readonly problem?: string } {
  return failure === undefined ? {} : { problem: explainScanInOne(failure) };
}

function rowOf(image: ImageModel, { bases, reports, outcomes }: Found): RebaseRow {
  const report = reports.get(image.manifest.digest);
  const outcome = outcomes.find((one) => one.image === image);
  return {
    name: nameOf(image.reference),
    digest: image.descriptor.digest,
    role: roleOf(image, bases),
    isBest: outcome?.isBest === true,
    ...(report !== undefined && { findings: countsOf(countFindings(report.findings)) }),
    ...(outcome !== undefined && {
      change: { fixed: countsOf(outcome.fixed), introduced: countsOf(outcome.introduced) },
    }),
  };
}

function roleOf(image: ImageModel, { used }: Bases): string {
  if (image === used) return "as it is used";
  return image.reference.tag === used.reference.tag ? "the same tag now" : "newer";
}

/** `debian:12-slim as it is used`; the newer ones by their tags alone. */
function nameNow(image: ImageModel, bases: Bases): string {
  const role = roleOf(image, bases);
  const name = nameOf(image.reference);
  if (role === "newer") return name;
  return role === "the same tag now" ? `${name} as it is now` : `${name} ${role}`;
}

/** `debian:12-slim`; without a tag the short digest. */
function nameOf({ repository, tag, digest }: Reference): string {
  if (tag === undefined && digest !== undefined)
    return sanitize(`${familiarRepository(repository)}@${shortDigest(digest)}`, 300);
  return sanitize(formatFamiliar({ repository, ...(tag !== undefined && { tag }) }), 300);
}

function sum(counts: FindingCounts): string {
  return findingSeverities.reduce((all, severity) => all + counts[severity], 0).toLocaleString("en");
}
