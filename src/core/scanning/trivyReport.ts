/**
 * Trivy's JSON report, schema version 2.
 * https://trivy.dev/latest/docs/configuration/reporting/#json
 */
import { ContentError } from "../errors.ts";
import { type Fields, parseObject, toArray, toObject, toText, toTexts, toTime } from "../oci/fields.ts";
import { cvss, digest, filled, firstLink, links, objects, optional } from "./fields.ts";
import {
  type Cvss,
  type Finding,
  mostFindings,
  parseSeverity,
  type Report,
  sortFindings,
} from "./finding.ts";

/** Reads a report. Rejects with ContentError `malformed` what is none; `subject` names it then. */
export function decodeTrivyReport(bytes: Uint8Array, subject: string): Report {
  const report = parseObject(bytes, subject);
  // A report without findings may have no results at all.
  if (typeof report["SchemaVersion"] !== "number" && toArray(report["Results"]) === undefined)
    throw new ContentError("malformed", subject);
  const all = objects(report["Results"]).flatMap((result) =>
    objects(result["Vulnerabilities"]).map((vulnerability) => ({ result, vulnerability })),
  );
  const found = all
    .slice(0, mostFindings)
    .flatMap(({ result, vulnerability }) => toFinding(vulnerability, result));
  return {
    scanner: { name: "Trivy", ...optional({ version: filled(toObject(report["Trivy"])?.["Version"]) }) },
    ...optional({ created: toTime(report["CreatedAt"]) }),
    findings: sortFindings(found),
    omitted: Math.max(0, all.length - mostFindings),
  };
}

function toFinding(fields: Fields, result: Fields): readonly Finding[] {
  const [id, name] = [filled(fields["VulnerabilityID"]), filled(fields["PkgName"])];
  if (id === undefined || name === undefined) return [];
  const layer = toObject(fields["Layer"]) ?? {};
  const place = optional({ diffId: digest(layer["DiffID"]), digest: digest(layer["Digest"]) });
  const isLanguage = result["Class"] === "lang-pkgs";
  return [
    {
      id,
      aliases: toTexts(fields["VendorIDs"]) ?? [],
      package: name,
      version: toText(fields["InstalledVersion"]) ?? "",
      severity: parseSeverity(fields["Severity"]),
      references: links(fields["References"]),
      ...optional({
        fixed: filled(fields["FixedVersion"]),
        status: filled(fields["Status"]),
        title: filled(fields["Title"]),
        description: filled(fields["Description"]),
        url: firstLink(fields["PrimaryURL"]),
        cvss: scoreOf(fields),
        purl: filled(toObject(fields["PkgIdentifier"])?.["PURL"]),
        path: filled(fields["PkgPath"]) ?? (isLanguage ? filled(result["Target"]) : undefined),
        layer: Object.keys(place).length === 0 ? undefined : place,
      }),
    },
  ];
}

/** The score of whoever gave the severity, else of NVD, else of the first; the newest version of CVSS. */
function scoreOf(fields: Fields): Cvss | undefined {
  const scores = toObject(fields["CVSS"]) ?? {};
  const sources = [toText(fields["SeveritySource"]) ?? "", "nvd", ...Object.keys(scores)];
  for (const source of sources) {
    const score = toObject(Object.hasOwn(scores, source) ? scores[source] : undefined);
    for (const version of score === undefined ? [] : ["V40", "V3", "V2"]) {
      const found = cvss(score?.[`${version}Score`], score?.[`${version}Vector`], source);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
