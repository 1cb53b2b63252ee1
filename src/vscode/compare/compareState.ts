/** What changed as the webview shows it: words and figures, sanitised. Pure; knows no VS Code. */
import { explain } from "../../core/explain.ts";
import { explainDigest, explainKept } from "../../core/explainPin.ts";
import { formatAge, formatAsOf, formatTime } from "../../core/format.ts";
import { type Comparison, compareImages } from "../../core/image/compare.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { isShared } from "../../core/image/platformChanges.ts";
import { formatPlatform } from "../../core/oci/platform.ts";
import { shortDigest } from "../../core/reference/digest.ts";
import { formatFamiliar, formatWithinRegistry, type Reference } from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import type { CompareSide, CompareState, CompareView } from "../../protocol/compare.ts";
import { noticeOf, unjoined } from "../details/detailsState.ts";
import { changeFacts, imageFacts } from "./compareFacts.ts";
import { compareFilesOf } from "./compareFiles.ts";
import { findingChanges } from "./compareFindings.ts";
import { barsOf, stepRows } from "./compareLayers.ts";
import type { Loaded } from "./compareLoad.ts";
import { contentsOf, platformNotes, sharedPlatforms } from "./comparePlatforms.ts";
import { configurationRows, labelRows } from "./compareRows.ts";
import type { Subject } from "./compareSubject.ts";
import type { FileComparisonState } from "./fileComparison.ts";
import type { PairState } from "./pairFindings.ts";

/** What is known beside the images. Times in milliseconds since 1970. */
export type CompareContext = {
  /** Where the pin stands now, `compose.yaml:14`; undefined when the file does not hold it any more. */
  readonly place?: string | undefined;
  /** The file's name, `compose.yaml`. */
  readonly file?: string;
  /** Whether the user chose to keep the pin while its tag names what it names now. */
  readonly isKept: boolean;
  /** Whether the pin was updated from here. */
  readonly isUpdated: boolean;
  readonly outcome?: string | undefined;
  /** Absent when there are no files to compare. */
  readonly files?: FileComparisonState | undefined;
  readonly asOf: number;
  readonly now: number;
  readonly busy: boolean;
  readonly findings?: PairState;
};

/** The page's heading, before anything is known of the images. */
export function titleOf(subject: Subject): string {
  return subject.kind === "pin"
    ? `What changed in ${tagged(subject.reference)}`
    : `What changed from ${shortName(subject.old)} to ${shortName(subject.now)}`;
}

/** The state, and the https links that it points to by number. */
export function compareOf(
  subject: Subject,
  loaded: Loaded,
  context: CompareContext,
): { readonly state: CompareState; readonly links: readonly string[] } {
  const [old, now] = [imageOf(loaded.old), imageOf(loaded.now)];
  if (old === undefined && now === undefined) return { state: failed(subject, loaded), links: [] };
  const comparison = old && now && compareImages(old, now);
  const { url } = comparison?.source ?? {};
  const links = url === undefined ? [] : [url];
  return { state: { kind: "comparison", comparison: viewOf(subject, loaded, context, comparison) }, links };
}

function viewOf(
  subject: Subject,
  loaded: Loaded,
  context: CompareContext,
  comparison: Comparison | undefined,
): CompareView {
  const [old, now] = [imageOf(loaded.old), imageOf(loaded.now)];
  const { asOf, busy, outcome, files } = context;
  const titles = titlesOf(subject);
  const only = now ?? old;
  const named = (at: 0 | 1) => ({
    title: titles[at],
    ...(subject.kind === "images" && {
      reference: sanitize(formatFamiliar(at === 0 ? subject.old : subject.now), 300),
    }),
  });
  return {
    title: titleOf(subject),
    subtitle: subject.kind === "pin" ? pinText(subject.reference.tag, loaded, context) : "",
    host: loaded.now.reference.repository.registry,
    asOf: { age: formatAsOf(asOf, context.now), exact: formatTime(asOf) },
    busy,
    old: { ...sideOf(loaded.old, context.now, undefined), ...named(0) },
    now: { ...sideOf(loaded.now, context.now, old), ...named(1) },
    actions: actionsOf(subject, loaded, context),
    ...(outcome !== undefined && { outcome: sanitize(outcome) }),
    mayRetry: hasFailure(loaded),
    notices: [...pinNotices(subject, loaded, context), ...imageNotices(loaded, comparison)],
    ...(comparison === undefined || loaded.old.digest === loaded.now.digest
      ? { platforms: [], platformNotes: [] }
      : {
          platforms: sharedPlatforms(comparison, now?.manifest.digest),
          platformNotes: platformNotes(comparison.platforms),
        }),
    facts:
      comparison === undefined || old === undefined || now === undefined
        ? imageFacts(only)
        : comparison.isSame
          ? imageFacts(now)
          : changeFacts(comparison, old, now),
    ...(comparison !== undefined &&
      !comparison.isSame && {
        changes: {
          titles,
          bars: barsOf(comparison.steps, titles),
          steps: stepRows(comparison.steps),
          configuration: configurationRows(comparison.config),
          labels: labelRows(comparison.config),
        },
        ...(context.findings !== undefined &&
          areImages(old, now) && { findings: findingChanges(context.findings, context.now) }),
      }),
    ...(files !== undefined && { files: compareFilesOf(files, titles) }),
  };
}

function imageOf({ side }: Loaded["old"]): ImageModel | undefined {
  return side.ok ? side.image : undefined;
}

/** Scanners read images to run. */
function areImages(...images: readonly (ImageModel | undefined)[]): boolean {
  return images.every((image) => image?.role === "image");
}

function hasFailure({ old, now, problem }: Loaded): boolean {
  return !old.side.ok || !now.side.ok || problem !== undefined || isStale(old) || isStale(now);
}

function isStale({ failure }: Loaded["old"]): boolean {
  return failure !== undefined;
}

function titlesOf(subject: Subject): readonly [string, string] {
  return [subject.kind === "pin" ? "Pinned" : "Old", "Now"];
}

/** The last part of a name, with its tag or the beginning of its digest. */
export function shortName({ digest, ...named }: Reference): string {
  const name = sanitize(formatFamiliar(named).replace(/^.*\//, ""), 150);
  return named.tag === undefined && digest !== undefined ? `${name}@${shortDigest(digest)}` : name;
}

function tagged({ repository, tag }: Reference): string {
  return sanitize(formatFamiliar({ repository, ...(tag !== undefined && { tag }) }));
}

function pinText(
  tag: string,
  { now, update }: Loaded,
  { place, file = "The file", isUpdated }: CompareContext,
): string {
  if (place === undefined) return `${sanitize(file)} does not hold this pin any more.`;
  const where = sanitize(place);
  if (isUpdated) return `${where} was updated from here.`;
  if (now.failure !== undefined) return `${where} is pinned.`;
  return update?.kind === "current"
    ? `${where} is pinned to what the tag ${tag} names.`
    : `${where} keeps the pinned image. The tag ${tag} names another one now.`;
}

function sideOf(
  { reference, digest, side }: Loaded["old"],
  now: number,
  before: ImageModel | undefined,
): Omit<CompareSide, "title"> {
  const known = { ...(digest !== undefined && { digest }) };
  if (!side.ok) {
    const { problem, next } =
      digest === undefined
        ? explain(side.failure, formatWithinRegistry(reference))
        : explainDigest(side.failure, `${reference.repository.path}@${shortDigest(digest)}…`);
    return { ...known, problem, next };
  }
  const { image } = side;
  const created = image.config?.created;
  return {
    ...known,
    ...(created !== undefined && { created: { age: formatAge(created, now), exact: formatTime(created) } }),
    contents: contentsOf(image, before),
  };
}

function actionsOf(
  subject: Subject,
  { now, update }: Loaded,
  { place, isKept, isUpdated }: CompareContext,
): CompareView["actions"] {
  if (subject.kind !== "pin" || isUpdated || place === undefined || now.failure !== undefined) return [];
  const hasMoved = update !== undefined && update.kind !== "current";
  return [
    ...(update?.kind === "update" && now.side.ok ? (["update"] as const) : []),
    ...(hasMoved && !isKept ? (["keep"] as const) : []),
  ];
}

function pinNotices(
  subject: Subject,
  { old, now, update, problem }: Loaded,
  { isKept, isUpdated }: CompareContext,
): readonly string[] {
  const stale = [old, now].flatMap(({ reference, failure, side }) =>
    failure === undefined || !side.ok
      ? []
      : [`${inOne(failure, reference)} What is shown is what ${tagged(reference)} was last known to name.`],
  );
  if (subject.kind !== "pin") return stale;
  const { reference } = subject;
  return [
    ...stale,
    // What the sides say of themselves is not said twice.
    ...(problem !== undefined && old.side.ok && now.side.ok ? [inOne(problem, reference)] : []),
    ...(update?.kind === "current"
      ? [`The tag ${reference.tag} did not move: it names the pinned image, and there is nothing to update.`]
      : []),
    ...(update?.kind === "platformGone" ? [keptText(update, reference)] : []),
    ...(isKept && !isUpdated && update?.kind !== "current"
      ? [`You keep this pin. Mooring says nothing of it until ${reference.tag} names yet another digest.`]
      : []),
  ];
}

function keptText(
  { platform }: NonNullable<Loaded["update"]> & { readonly kind: "platformGone" },
  reference: Reference,
): string {
  const name = tagged(reference);
  return explainKept({ kind: "platformGone", name, platform: platform && formatPlatform(platform) });
}

function imageNotices({ old, now }: Loaded, comparison: Comparison | undefined): readonly string[] {
  const images = [imageOf(old), imageOf(now)].flatMap((image) => image ?? []);
  const notices = images.flatMap((image) => noticeOf(image) ?? []);
  const isUnjoined = images.some(({ aligned, config }) => !aligned && config !== undefined);
  const [before, after] = images.map(({ platform }) =>
    platform === undefined ? "an unknown platform" : sanitize(formatPlatform(platform), 60),
  );
  const isSame = comparison?.isSame === true && old.digest !== now.digest;
  return [
    ...new Set(notices),
    ...(isSame ? [`${after} did not change: both name the very same image for it.`] : []),
    ...(comparison !== undefined && !comparison.platforms.some(isShared)
      ? [`These are images for different platforms, ${before} and ${after}.`]
      : []),
    ...(isUnjoined && comparison?.isSame === false ? [unjoined] : []),
  ];
}

function inOne(failure: unknown, reference: Reference): string {
  const { problem, next } = explain(failure, formatWithinRegistry(reference));
  return `${problem} ${next}`;
}

function failed(subject: Subject, { old, now, problem }: Loaded): CompareState {
  const failure = now.failure ?? (now.side.ok ? undefined : now.side.failure) ?? old.failure ?? problem;
  const { reference } = now.failure === undefined && now.side.ok ? old : now;
  return {
    kind: "failed",
    title: titleOf(subject),
    ...only(explain(failure, formatWithinRegistry(reference))),
  };
}

function only({ problem, next }: { readonly problem: string; readonly next: string }) {
  return { problem, next };
}
