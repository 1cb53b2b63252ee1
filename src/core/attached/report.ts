/** What a scanner said of an image, as it was attached to it: bare, or said by a statement. */
import { type Fields, toArray, toObject, toSize, toText, toTime } from "../oci/fields.ts";
import type { Digest } from "../reference/digest.ts";
import { readCyclonedxReport } from "../scanning/cyclonedxReport.ts";
import { filled, optional } from "../scanning/fields.ts";
import type { Report } from "../scanning/finding.ts";
import { readGrypeReport } from "../scanning/grypeReport.ts";
import { readSarifReport } from "../scanning/sarifReport.ts";
import { readTrivyReport } from "../scanning/trivyReport.ts";
import { openEnvelope } from "./envelope.ts";
import { readStatement } from "./statement.ts";

/** A report, with what its statement says it is about; that is absent when it stands in none. */
export type StatedReport = { readonly report: Report; readonly subjects?: readonly Digest[] };

/**
 * Reads a report of Trivy or Grype, SARIF, a CycloneDX document with vulnerabilities, or what cosign attests; undefined
 * when the document is something else. Rejects with ContentError `malformed` what is no JSON.
 */
export function decodeReport(bytes: Uint8Array, subject: string): StatedReport | undefined {
  const { document } = openEnvelope(bytes, subject);
  const statement = readStatement(document);
  const report = readAny(statement?.predicate ?? document);
  return report && { report, ...(statement && { subjects: statement.subjects }) };
}

function readAny(document: Fields): Report | undefined {
  return readVulnerabilities(document) ?? readPlain(document);
}

function readPlain(document: Fields): Report | undefined {
  if (toSize(document["SchemaVersion"]) !== undefined && filled(document["ArtifactName"]) !== undefined)
    return readTrivyReport(document);
  if (toArray(document["matches"]) !== undefined && toObject(document["descriptor"]) !== undefined)
    return readGrypeReport(document);
  return readSarifReport(document) ?? readCyclonedxReport(document);
}

/** https://github.com/sigstore/cosign/blob/main/specs/COSIGN_VULN_ATTESTATION_SPEC.md: the scanner's own report within. */
function readVulnerabilities(document: Fields): Report | undefined {
  const scanner = toObject(document["scanner"]);
  const result = toObject(scanner?.["result"]);
  const report = result && readPlain(result);
  if (report === undefined) return undefined;
  const times = toObject(document["metadata"]) ?? {};
  const database = toTime(toObject(scanner?.["db"])?.["lastUpdate"]);
  return {
    ...report,
    scanner: { ...optional({ version: toText(scanner?.["version"]) || undefined }), ...report.scanner },
    ...optional({ created: report.created ?? toTime(times["scanFinishedOn"]) }),
    ...optional({ database: report.database ?? database }),
  };
}
