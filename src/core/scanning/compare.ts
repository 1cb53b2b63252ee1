import { type Finding, keyOfFinding } from "./finding.ts";

/** What became of findings from one image to another; `unchanged` as the second tells them. */
export type FindingChanges = {
  readonly fixed: readonly Finding[];
  readonly introduced: readonly Finding[];
  readonly unchanged: readonly Finding[];
};

/**
 * Compares the findings of two images, both by the same scanner and database. A vulnerability that is still in the
 * same package of another version is unchanged: the upgrade did not fix it.
 */
export function compareFindings(before: readonly Finding[], now: readonly Finding[]): FindingChanges {
  const [old, next] = [new Set(before.map(identity)), new Set(now.map(identity))];
  return {
    fixed: before.filter((finding) => !next.has(identity(finding))),
    introduced: now.filter((finding) => !old.has(identity(finding))),
    unchanged: now.filter((finding) => old.has(identity(finding))),
  };
}

/** As `keyOfFinding`, whatever the version. */
function identity(finding: Finding): string {
  const { purl: _, ...unversioned } = finding;
  return keyOfFinding({ ...unversioned, version: "" });
}
