/** A vulnerability as OSV.dev tells it. https://ossf.github.io/osv-schema/ */
import { type Fields, toObject, toText, toTexts } from "../oci/fields.ts";
import { cvss, filled, firstLink, links, objects, optional } from "../scanning/fields.ts";
import { type Cvss, type FindingSeverity, parseSeverity } from "../scanning/finding.ts";
import { scoreOfCvss3 } from "./cvss3.ts";
import type { OsvPackage } from "./ecosystem.ts";

/** A record, and what it says of one package. */
export type OsvRecord = {
  readonly id: string;
  /** Other names of the very same, and what a distribution's record was made from. */
  readonly aliases: readonly string[];
  readonly severity: FindingSeverity;
  readonly fixed?: string;
  readonly title?: string;
  readonly description?: string;
  readonly url: string;
  readonly references: readonly string[];
  readonly cvss?: Cvss;
};

/** The most versions that are named as fixing it. */
const mostFixes = 5;

/** Reads a record for a package; undefined when it was withdrawn, or names itself otherwise. */
export function readOsvRecord(fields: Fields, id: string, about: OsvPackage): OsvRecord | undefined {
  if (fields["id"] !== id || fields["withdrawn"] !== undefined) return undefined;
  const affected = objects(fields["affected"]).filter((entry) => isAbout(entry, about));
  const addresses = objects(fields["references"]).map(({ url }) => url);
  const score = scoreIn([fields, ...affected]);
  return {
    id,
    aliases: [...(toTexts(fields["aliases"]) ?? []), ...(toTexts(fields["upstream"]) ?? [])],
    severity: severityOf([fields, ...affected], score),
    url: firstLink(`https://osv.dev/vulnerability/${encodeURIComponent(id)}`) ?? "",
    references: links(addresses),
    ...optional({
      fixed: fixedIn(affected),
      title: filled(fields["summary"]),
      description: filled(fields["details"]),
      cvss: score,
    }),
  };
}

function isAbout(affected: Fields, { ecosystem, name }: OsvPackage): boolean {
  const told = toObject(affected["package"]) ?? {};
  return told["name"] === name && told["ecosystem"] === ecosystem;
}

function fixedIn(affected: readonly Fields[]): string | undefined {
  const events = affected.flatMap(({ ranges }) =>
    objects(ranges)
      .filter(({ type }) => type !== "GIT")
      .flatMap((range) => objects(range["events"])),
  );
  const versions = new Set(events.flatMap(({ fixed }) => filled(fixed) ?? []));
  return filled([...versions].slice(0, mostFixes).join(", "));
}

/** A vector of CVSS 3 has a score; for one of CVSS 4 there is no formula, only a table, and it is left out. */
function scoreIn(places: readonly Fields[]): Cvss | undefined {
  const vectors = places.flatMap(({ severity }) => objects(severity).map(({ score }) => filled(score)));
  for (const vector of vectors) {
    const score = vector === undefined ? undefined : scoreOfCvss3(vector);
    if (score !== undefined) return cvss(score, vector, undefined);
  }
  return undefined;
}

/** The word of whoever wrote the record, else that of the score; without either it is unknown. */
function severityOf(places: readonly Fields[], score: Cvss | undefined): FindingSeverity {
  const words = places.flatMap((place) => [
    toObject(place["database_specific"])?.["severity"],
    toObject(place["ecosystem_specific"])?.["severity"],
    toObject(place["ecosystem_specific"])?.["urgency"],
    ...objects(place["severity"]).map((entry) => entry["score"]),
  ]);
  const said = words.map(wordOf).find((word) => word !== "unknown");
  if (said !== undefined) return said;
  if (score === undefined) return "unknown";
  if (score.score >= 9) return "critical";
  if (score.score >= 7) return "high";
  if (score.score >= 4) return "medium";
  return score.score > 0 ? "low" : "negligible";
}

/** GitHub says moderate for medium, Debian unimportant for what it does not mend. */
function wordOf(value: unknown): FindingSeverity {
  const word = toText(value)?.toLowerCase();
  if (word === "moderate") return "medium";
  return word === "unimportant" ? "negligible" : parseSeverity(word);
}
