/**
 * What AWS found in an image: by ECR's basic scanning, or by Amazon Inspector (enhanced scanning), which have nothing in
 * common but the answer that they stand in.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
 */
import { type Fields, toObject, toText, toTexts } from "../oci/fields.ts";
import { cvss, digest, filled, firstLink, links, objects, optional } from "./fields.ts";
import { type Cvss, type Finding, mostFindings, parseSeverity, type Report } from "./finding.ts";
import { findingsInTurns } from "./findingsInTurns.ts";

/** Reads the `imageScanFindings` of all pages of an answer, as AWS's SDK gives them: times are Dates. */
export async function readEcrReport(pages: readonly Fields[]): Promise<Report> {
  const [first = {}] = pages;
  const all = pages.flatMap((page) => [
    ...objects(page["findings"]).map((finding) => () => toBasic(finding)),
    ...objects(page["enhancedFindings"]).map((finding) => () => toEnhanced(finding)),
  ]);
  const isEnhanced = pages.some((page) => objects(page["enhancedFindings"]).length > 0);
  return {
    scanner: { name: isEnhanced ? "Amazon Inspector" : "ECR" },
    ...optional({
      created: timeOf(first["imageScanCompletedAt"]),
      database: timeOf(first["vulnerabilitySourceUpdatedAt"]),
    }),
    findings: await findingsInTurns(all.slice(0, mostFindings), (read) => read()),
    omitted: Math.max(0, all.length - mostFindings),
  };
}

/** Basic scanning tells packages as attributes, and neither fixed versions nor places. */
function toBasic(fields: Fields): readonly Finding[] {
  const attributes = new Map(
    objects(fields["attributes"]).map(({ key, value }) => [toText(key), filled(value)]),
  );
  const [id, name] = [filled(fields["name"]), attributes.get("package_name")];
  if (id === undefined || name === undefined) return [];
  const scores = ["CVSS4", "CVSS3", "CVSS2"].map((version) =>
    cvss(numberIn(attributes.get(`${version}_SCORE`)), attributes.get(`${version}_VECTOR`), undefined),
  );
  return [
    {
      id,
      aliases: [],
      package: name,
      version: attributes.get("package_version") ?? "",
      severity: parseSeverity(fields["severity"]),
      references: [],
      ...optional({
        description: filled(fields["description"]),
        url: firstLink(fields["uri"]),
        cvss: scores.find((score) => score !== undefined),
      }),
    },
  ];
}

/** Inspector tells each vulnerability once, with all packages that have it. What a rule of the user's hides stays hidden. */
function toEnhanced(fields: Fields): readonly Finding[] {
  const details = toObject(fields["packageVulnerabilityDetails"]) ?? {};
  const id = filled(details["vulnerabilityId"]);
  const state = filled(fields["status"]) ?? "ACTIVE";
  if (id === undefined || state !== "ACTIVE") return [];
  const scored = objects(details["cvss"]).toSorted((a, b) => versionOf(b) - versionOf(a));
  const own = toObject(toObject(fields["scoreDetails"])?.["cvss"]);
  const shared = {
    id,
    aliases: toTexts(details["relatedVulnerabilities"]) ?? [],
    severity: parseSeverity(fields["severity"]),
    references: links(details["referenceUrls"]),
    ...optional({
      title: filled(fields["title"]),
      description: filled(fields["description"]),
      url: firstLink(details["sourceUrl"]),
      cvss: [...scored, ...(own ? [own] : [])].map(scoreOf).find((score) => score !== undefined),
    }),
  };
  return objects(details["vulnerablePackages"]).flatMap((vulnerable) => {
    const name = filled(vulnerable["name"]);
    if (name === undefined) return [];
    const fixed = filled(vulnerable["fixedInVersion"]);
    // Whether it is the blob's digest or its content's is not documented.
    const hash = digest(vulnerable["sourceLayerHash"]);
    const brought = optional({
      fixed: fixed === "NotAvailable" ? undefined : fixed,
      path: filled(vulnerable["filePath"]),
      layer: hash && { diffId: hash, digest: hash },
    });
    return [{ ...shared, package: name, version: fullVersion(vulnerable), ...brought }];
  });
}

function scoreOf({ baseScore, score, scoringVector, source, scoreSource }: Fields): Cvss | undefined {
  return cvss(baseScore ?? score, scoringVector, source ?? scoreSource);
}

function versionOf({ version }: Fields): number {
  return Number(version) || 0;
}

/** `1:2.36-9`: an epoch of 0 is not written. */
function fullVersion({ epoch, version, release }: Fields): string {
  const start = typeof epoch === "number" && epoch > 0 ? `${epoch}:` : "";
  const end = filled(release);
  return `${start}${filled(version) ?? ""}${end === undefined ? "" : `-${end}`}`;
}

function numberIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function timeOf(value: unknown): number | undefined {
  const time = value instanceof Date ? value.getTime() : Number.NaN;
  return time > 0 ? time : undefined;
}
