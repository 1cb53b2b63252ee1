/** Which reports of two images may be compared: what two scanners find differs even in one image. */
import type { Report } from "./finding.ts";

export type ReportPair = { readonly old: Report; readonly now: Report };

/** The newest reports of both images by the same scanner; each list with the newest first. */
export function pairReports(old: readonly Report[], now: readonly Report[]): ReportPair | undefined {
  for (const report of now) {
    const before = old.find(({ scanner }) => scanner.name === report.scanner.name);
    if (before !== undefined) return { old: before, now: report };
  }
  return undefined;
}

/**
 * Whether both know and say the same: of another version or database, or told to leave something else out, a scanner finds
 * other things in the same image.
 */
export function isLikeWithLike({ old, now }: ReportPair): boolean {
  return (
    old.scanner.version === now.scanner.version &&
    old.database === now.database &&
    old.ignoreFile?.digest === now.ignoreFile?.digest
  );
}
