/** What would become of a base's findings if another image took its place. */
import type { ImageModel } from "../image/model.ts";
import type { Digest } from "../reference/digest.ts";
import { compareFindings } from "../scanning/compare.ts";
import { countFindings, type FindingCounts, findingSeverities, type Report } from "../scanning/finding.ts";
import { isLikeWithLike } from "../scanning/pair.ts";
import { type Bases, imagesOf } from "./bases.ts";

/** What one scanner said of images, by the digests of their manifests. */
export type BaseReports = ReadonlyMap<Digest, Report>;

export type BaseOutcome = {
  readonly image: ImageModel;
  /** All findings of the image. */
  readonly counts: FindingCounts;
  /** Those of the base that is used which it has not, and those that it has instead. */
  readonly fixed: FindingCounts;
  readonly introduced: FindingCounts;
  /**
   * Whether it has the fewest findings of all, fewer than the base that is used: the fewest critical ones, among equals the
   * fewest high ones, and so on; the first of equals.
   */
  readonly isBest: boolean;
};

/**
 * Scans images one after the other. `scan` gives undefined when it failed and has said why; then what was scanned before
 * is all there is. Rejects as `scan` does.
 */
export async function scanBases(
  images: readonly ImageModel[],
  scan: (image: ImageModel) => Promise<Report | undefined>,
): Promise<BaseReports> {
  const reports = new Map<Digest, Report>();
  for (const image of images) {
    const report = await scan(image);
    if (report === undefined) return reports;
    reports.set(image.manifest.digest, report);
  }
  return reports;
}

/** What the images would change that were scanned, in their order; nothing unless the base that is used was. */
export function outcomesOf({ used, newer }: Bases, reports: BaseReports): readonly BaseOutcome[] {
  const before = reports.get(used.manifest.digest);
  if (before === undefined) return [];
  const scanned = newer.flatMap((image) => {
    const now = reports.get(image.manifest.digest);
    return now === undefined ? [] : [{ image, now, counts: countFindings(now.findings) }];
  });
  let least = countFindings(before.findings);
  let best: ImageModel | undefined;
  for (const { image, counts } of scanned) if (isLess(counts, least)) [least, best] = [counts, image];
  return scanned.map(({ image, now, counts }) => {
    const { fixed, introduced } = compareFindings(before.findings, now.findings);
    const [mended, brought] = [countFindings(fixed), countFindings(introduced)];
    return { image, counts, fixed: mended, introduced: brought, isBest: image === best };
  });
}

/** Whether all were scanned by the same version and database; else some of the differences may be theirs. */
export function isAlike(bases: Bases, reports: BaseReports): boolean {
  const [first, ...others] = imagesOf(bases).flatMap(({ manifest }) => reports.get(manifest.digest) ?? []);
  return first === undefined || others.every((now) => isLikeWithLike({ old: first, now }));
}

function isLess(one: FindingCounts, other: FindingCounts): boolean {
  const severity = findingSeverities.find((each) => one[each] !== other[each]);
  return severity !== undefined && one[severity] < other[severity];
}
