/**
 * Grype's JSON report.
 * https://github.com/anchore/grype/tree/main/schema/grype/json
 */
import { ContentError } from "../errors.ts";
import { type Fields, parseObject, toArray, toObject, toText, toTexts, toTime } from "../oci/fields.ts";
import {
  cvss,
  digest,
  filled,
  firstFilled,
  firstLink,
  links,
  objects,
  optional,
  packagePath,
} from "./fields.ts";
import {
  type Cvss,
  type Finding,
  mostFindings,
  parseSeverity,
  type Report,
  sortFindings,
} from "./finding.ts";

/** Reads a report. Rejects with ContentError `malformed` what is none; `subject` names it then. */
export function decodeGrypeReport(bytes: Uint8Array, subject: string): Report {
  const report = parseObject(bytes, subject);
  if (toArray(report["matches"]) === undefined) throw new ContentError("malformed", subject);
  return readGrypeReport(report);
}

/** Reads a report that stands in another document. */
export function readGrypeReport(report: Fields): Report {
  const matches = objects(report["matches"]);
  const descriptor = toObject(report["descriptor"]) ?? {};
  const database = toObject(descriptor["db"]) ?? {};
  // Older releases wrote the time beside the schema, newer ones in a status.
  const built = toObject(database["status"])?.["built"] ?? database["built"];
  return {
    scanner: { name: "Grype", ...optional({ version: filled(descriptor["version"]) }) },
    ...optional({ created: toTime(descriptor["timestamp"]), database: toTime(built) }),
    findings: sortFindings(matches.slice(0, mostFindings).flatMap(toFinding)),
    omitted: Math.max(0, matches.length - mostFindings),
  };
}

function toFinding(match: Fields): readonly Finding[] {
  const vulnerability = toObject(match["vulnerability"]) ?? {};
  const artifact = toObject(match["artifact"]) ?? {};
  const [id, name] = [filled(vulnerability["id"]), filled(artifact["name"])];
  if (id === undefined || name === undefined) return [];
  const related = objects(match["relatedVulnerabilities"]);
  const fix = toObject(vulnerability["fix"]) ?? {};
  const versions = fix["state"] === "fixed" ? (toTexts(fix["versions"]) ?? []) : [];
  const [location] = objects(artifact["locations"]);
  const diffId = digest(location?.["layerID"]);
  const sources = [vulnerability, ...related];
  return [
    {
      id,
      aliases: related.flatMap((other) => filled(other["id"]) ?? []).filter((other) => other !== id),
      package: name,
      version: toText(artifact["version"]) ?? "",
      severity: parseSeverity(vulnerability["severity"]),
      references: links(vulnerability["urls"]),
      ...optional({
        fixed: filled(versions.join(", ")),
        status: filled(fix["state"]),
        description: firstFilled(...sources.map((source) => source["description"])),
        url: firstLink(...sources.map((source) => source["dataSource"])),
        cvss: sources.map(scoreOf).find((score) => score !== undefined),
        purl: filled(artifact["purl"]),
        path: packagePath(location?.["path"], toText(artifact["type"])),
        layer: diffId && { diffId },
      }),
    },
  ];
}

/** The score of the newest version of CVSS. */
function scoreOf(vulnerability: Fields): Cvss | undefined {
  const versionOf = (score: Fields) => Number(toText(score["version"])) || 0;
  return objects(vulnerability["cvss"])
    .toSorted((a, b) => versionOf(b) - versionOf(a))
    .map((score) => cvss(toObject(score["metrics"])?.["baseScore"], score["vector"], score["source"]))
    .find((score) => score !== undefined);
}
