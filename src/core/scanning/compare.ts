import type { Finding } from "./finding.ts";

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
  const [olds, nexts] = [before.map(identity), now.map(identity)];
  const [old, next] = [new Set(olds), new Set(nexts)];
  return {
    fixed: before.filter((_, at) => !next.has(olds[at] ?? "")),
    introduced: now.filter((_, at) => !old.has(nexts[at] ?? "")),
    unchanged: now.filter((_, at) => old.has(nexts[at] ?? "")),
  };
}

/** The same vulnerability of the same package in the same place, whatever the version; quick, for tens of thousands. */
function identity({ id, package: name, path = "" }: Finding): string {
  return `${id.length} ${name.length} ${id}${name}${path}`;
}
