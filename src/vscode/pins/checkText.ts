import { formatAsOf, formatCount } from "../../core/format.ts";
import type { FindingCode } from "../../core/pinning/check.ts";

/** What a check found, in images: each counts once for each code. */
export type CheckCounts = {
  readonly images: number;
  readonly files: number;
  readonly codes: ReadonlyMap<FindingCode, number>;
};

const words: readonly (readonly [FindingCode, string])[] = [
  ["moved", "moved"],
  ["missing", "missing"],
  ["tag-digest-mismatch", "of another version"],
  ["platform-missing", "without the platform"],
  ["single-platform", "for one platform alone"],
  ["unreachable", "could not be asked for"],
];

/** `Checked 41 images of 23 files: 3 moved, 1 missing.` */
export function summaryOf({ images, files, codes }: CheckCounts): string {
  const found = words.flatMap(([code, text]) => (codes.get(code) ? `${codes.get(code)} ${text}` : []));
  const checked = `Checked ${formatCount(images, "image")} of ${formatCount(files, "file")}`;
  return `${checked}: ${found.join(", ") || "every pin is what its tag names"}.`;
}

/** What the status bar says of the images of one file. */
export type PinNews = {
  readonly moved: number;
  readonly missing: number;
  /** Those that their registries would not tell of. */
  readonly refused: number;
  /** When the registry that was asked first was asked, in milliseconds since 1970; undefined when none was. */
  readonly asOf: number | undefined;
};

/** ` · 1 moved · 2 missing`; nothing when there is nothing of it. */
export function newsText({ moved, missing }: PinNews): string {
  return [moved > 0 ? ` · ${moved} moved` : "", missing > 0 ? ` · ${missing} missing` : ""].join("");
}

/** The sentences of a tooltip, beginning with a line break; nothing before anything was asked. */
export function newsTooltip({ moved, missing, refused, asOf }: PinNews, now: number): string {
  if (asOf === undefined && refused === 0) return "";
  const found = [moved > 0 ? `${moved} moved` : [], missing > 0 ? `${missing} missing` : []].flat();
  const checked =
    asOf === undefined
      ? []
      : `As of ${formatAsOf(asOf, now)}: ${found.join(", ") || "nothing moved, nothing is missing"}.`;
  const silent = refused > 0 ? `${formatCount(refused, "image")} could not be asked for just now.` : [];
  return `\n${[checked, silent].flat().join(" ")}`;
}
