/**
 * Harbor's report, the same whichever scanner Harbor runs.
 * https://github.com/goharbor/pluggable-scanner-spec/blob/master/api/spec/scanner-adapter-openapi-v1.2.yaml
 */
import { type Fields, parseObject, toObject, toText, toTime } from "../oci/fields.ts";
import { cvss, filled, links, objects, optional } from "./fields.ts";
import {
  type Cvss,
  type Finding,
  mostFindings,
  parseSeverity,
  type Report,
  sortFindings,
} from "./finding.ts";

/**
 * Reads Harbor's answer, in which the report stands by its media type; undefined when there is none. Rejects with
 * ContentError `malformed` what is no JSON.
 */
export function decodeHarborReport(bytes: Uint8Array, subject: string): Report | undefined {
  const report = toObject(Object.values(parseObject(bytes, subject))[0]);
  return report && readHarborReport(report);
}

/** Reads a report. Harbor tells neither layers nor files. */
export function readHarborReport(report: Fields): Report {
  const all = objects(report["vulnerabilities"]);
  const { name, version } = toObject(report["scanner"]) ?? {};
  return {
    scanner: { name: filled(name) ?? "Harbor", ...optional({ version: filled(version) }) },
    ...optional({ created: toTime(report["generated_at"]) }),
    findings: sortFindings(all.slice(0, mostFindings).flatMap(toFinding)),
    omitted: Math.max(0, all.length - mostFindings),
  };
}

function toFinding(fields: Fields): readonly Finding[] {
  const [id, name] = [filled(fields["id"]), filled(fields["package"])];
  if (id === undefined || name === undefined) return [];
  const [url, ...others] = links(fields["links"]);
  return [
    {
      id,
      aliases: [],
      package: name,
      version: toText(fields["version"]) ?? "",
      severity: parseSeverity(fields["severity"]),
      references: others,
      ...optional({
        fixed: filled(fields["fix_version"]),
        status: filled(fields["status"]),
        description: filled(fields["description"]),
        url,
        cvss: scoreOf(fields),
      }),
    },
  ];
}

/** The preferred score, else the vendors' own, of the newest version of CVSS. */
function scoreOf(fields: Fields): Cvss | undefined {
  const preferred = toObject(fields["preferred_cvss"]) ?? {};
  const told =
    cvss(preferred["score_v3"], preferred["vector_v3"], undefined) ??
    cvss(preferred["score_v2"], preferred["vector_v2"], undefined);
  if (told !== undefined && told.score > 0) return told;
  const scores = Object.entries(toObject(toObject(fields["vendor_attributes"])?.["CVSS"]) ?? {});
  for (const version of ["V3", "V2"]) {
    for (const [source, value] of scores) {
      const score = toObject(value) ?? {};
      const found = cvss(score[`${version}Score`], score[`${version}Vector`], source);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
