/**
 * A report in the format of code scanning. A finding is in a file of the image, or in the image.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import type { Finding, FindingSeverity, Report } from "./finding.ts";

const levels: { readonly [Severity in FindingSeverity]: "error" | "warning" | "note" } = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  negligible: "note",
  unknown: "note",
};

/** For code scanning, where the scanner tells no score: the least one that such a finding has. */
const leastScores: { readonly [Severity in FindingSeverity]: number } = {
  critical: 9,
  high: 7,
  medium: 4,
  low: 0.1,
  negligible: 0,
  unknown: 0,
};

/** The report of one image, which is called `image` in it. */
export function reportSarif(image: string, { scanner, findings }: Report) {
  const rules = new Map(findings.map((finding) => [finding.id, finding]));
  const places = new Map([...rules.keys()].map((id, place) => [id, place]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: scanner.name, version: scanner.version, rules: [...rules.values()].map(ruleOf) },
        },
        results: findings.map((finding) => resultOf(finding, image, places.get(finding.id))),
      },
    ],
  };
}

function ruleOf(finding: Finding) {
  const { id, title, description, url, severity, cvss } = finding;
  const score = cvss?.score ?? leastScores[severity];
  return {
    id,
    shortDescription: { text: title ?? id },
    ...(description !== undefined && { fullDescription: { text: description } }),
    ...(url !== undefined && { helpUri: url }),
    defaultConfiguration: { level: levels[severity] },
    properties: { "security-severity": score.toFixed(1), tags: ["vulnerability", "security", severity] },
  };
}

function resultOf(finding: Finding, image: string, ruleIndex: number | undefined) {
  const { id, severity, path } = finding;
  const uri = encodeURI(path ?? image);
  return {
    ruleId: id,
    ruleIndex,
    level: levels[severity],
    message: { text: `${image}: ${describe(finding)}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
        },
        logicalLocations: [{ fullyQualifiedName: `${finding.package}@${finding.version}`, kind: "package" }],
      },
    ],
  };
}

function describe(finding: Finding): string {
  const { id, version, fixed, severity } = finding;
  const remedy = fixed === undefined ? "no fix is known" : `fixed in ${fixed}`;
  return `${finding.package} ${version} has ${id} (${severity}); ${remedy}.`;
}
