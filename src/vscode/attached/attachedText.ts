/**
 * What is attached to an image, as texts to read. Pure; knows no VS Code. All foreign text is sanitised, and each text
 * says where it is from and that nothing of it was verified.
 */
import type { BuildCache, Chart, Claim, Package, Provenance, Sbom } from "../../core/attached/model.ts";
import { formatCount, formatSize, formatTime } from "../../core/format.ts";
import { nameOfType } from "../../core/oci/artifact.ts";
import type { Descriptor } from "../../core/oci/model.ts";
import type { Digest } from "../../core/reference/digest.ts";
import { formatFamiliar, type Repository } from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import { alignColumns } from "./columns.ts";

/** Where a document is from, and the image that it is attached to, when that is known. */
export type Origin = {
  readonly repository: Repository;
  readonly digest: Digest;
  readonly subject: Digest | undefined;
};

/** An SBOM's packages, by name. */
export function packagesText(sbom: Sbom, origin: Origin): string {
  const rows = [...sbom.packages].sort(byName).map(({ name, version, type, licenses }) => {
    return [name, version ?? "", type ?? "", licenses.join(", ")];
  });
  const count = formatCount(sbom.packages.length + sbom.hidden, "package");
  const head = [
    `${sbom.format} ${sanitize(sbom.version, 20)}`,
    count,
    ...(sbom.created === undefined ? [] : [`made ${formatTime(sbom.created)}`]),
    ...(sbom.tools.length === 0 ? [] : [`by ${sanitize(sbom.tools.slice(0, 5).join(", "), 200)}`]),
  ];
  return lines([
    `Packages ${ofImage(origin)}`,
    head.join(" · "),
    ...source(origin),
    ...aboutOther(sbom.subjects, origin.subject),
    ...(sbom.hidden > 0 ? [`The first ${sbom.packages.length.toLocaleString("en")} are shown.`] : []),
    "",
    ...(rows.length === 0
      ? ["This list has no packages."]
      : alignColumns([["NAME", "VERSION", "TYPE", "LICENSE"], ...rows])),
  ]);
}

function byName(one: Package, other: Package): number {
  const order = compare(one.name.toLowerCase(), other.name.toLowerCase());
  return order === 0 ? compare(one.version ?? "", other.version ?? "") : order;
}

/** By code units: the same everywhere, and fast for tens of thousands. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** How an image was made. */
export function provenanceText(provenance: Provenance, origin: Origin): string {
  const { version, builder, buildType, invocation, started, finished, parameters, materials } = provenance;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Source", provenance.source?.repository.href ?? "not said, or not at an https address"],
    ["Commit", provenance.source?.commit ?? "not said"],
    ["Builder", builder ?? "not said"],
    ["Build type", buildType],
    ["Invocation", invocation],
    ["Started", started === undefined ? undefined : formatTime(started)],
    ["Finished", finished === undefined ? undefined : formatTime(finished)],
  ];
  return lines([
    `Provenance (SLSA ${version}) ${ofImage(origin)}`,
    ...source(origin),
    ...aboutOther(provenance.subjects, origin.subject),
    "",
    ...alignColumns(facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    ...section("Parameters", parameters),
    ...section(
      "Materials",
      materials.map(({ uri, digest }) => [uri, digest ?? ""]),
    ),
  ]);
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : ["", title, ...alignColumns(rows).map((line) => `  ${line}`)];
}

/** What signatures claim. */
export function signatureText(claims: readonly Claim[], origin: Origin): string {
  const title = claims.length === 1 ? "Signature" : formatCount(claims.length, "signature");
  return lines([
    `${title} ${ofImage(origin)}`,
    "NOT VERIFIED. This is what is claimed; anyone who may push can claim it.",
    '"cosign verify" and "notation verify" tell whether it is true.',
    ...(claims.length === 0 ? ["", "Nothing here is a signature that Mooring can read."] : []),
    ...claims.flatMap((claim) => ["", ...claimLines(claim, origin)]),
  ]);
}

function claimLines(claim: Claim, { subject }: Origin): readonly string[] {
  const { by, digest, reference, signed, certificate } = claim;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Made with", by],
    ["Digest", digest ?? "none"],
    ["Reference", reference],
    ["Signed", signed === undefined ? undefined : formatTime(signed)],
    [
      "Identity",
      certificate === undefined
        ? "not said: a key alone, or no certificate that can be read"
        : certificate.identities.join(", "),
    ],
    ["Vouched for by", certificate?.identityIssuer],
    ["Certificate from", certificate?.authority],
    ["Valid", certificate && validity(certificate.validFrom, certificate.validTo)],
  ];
  return [
    ...(subject !== undefined && digest !== subject
      ? [`MISMATCH: it claims another digest than that of the image it is attached to.`, `  ${subject}`]
      : []),
    ...alignColumns(facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  ];
}

function validity(from: number | undefined, to: number | undefined): string | undefined {
  return from === undefined || to === undefined ? undefined : `${formatTime(from)} to ${formatTime(to)}`;
}

/** A build cache's entries, in its order. */
export function buildCacheText(cache: BuildCache, origin: Origin): string {
  const head = ["#", "SIZE", "ON", "STEPS", "CREATED", "DIGEST"];
  const rows = cache.entries.map(({ digest, size, created, parent, records }, place) => [
    String(place),
    formatSize(size),
    parent === undefined ? "" : String(parent),
    String(records),
    created === undefined ? "" : formatTime(created),
    digest,
  ]);
  return lines([
    `Build cache (BuildKit) ${ofImage(origin)}`,
    [
      cache.entries.length + cache.hidden === 1
        ? "1 entry"
        : `${(cache.entries.length + cache.hidden).toLocaleString("en")} entries`,
      `${formatSize(cache.size)} compressed`,
      `${formatCount(cache.records, "build step")} recorded`,
    ].join(" · "),
    "It makes builds faster and is no image to run.",
    "",
    ...(rows.length === 0 ? ["This cache is empty."] : alignColumns([head, ...rows], new Set([0, 1, 2, 3]))),
  ]);
}

/** A Helm chart. */
export function chartText(chart: Chart, origin: Origin): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Name", chart.name],
    ["Version", chart.version],
    ["Of the application", chart.appVersion],
    ["Description", chart.description],
    ["Kind", chart.kind],
    ["Home", chart.home],
    ["Sources", chart.sources.length === 0 ? undefined : chart.sources.join(", ")],
  ];
  return lines([
    `Helm chart ${ofImage(origin)}`,
    "",
    ...alignColumns(facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    ...section(
      "Dependencies",
      chart.dependencies.map(({ name, version = "" }) => [name, version]),
    ),
  ]);
}

/** Any other artifact by its type, with the files that it is made of. */
export function artifactText(type: string, files: readonly Descriptor[], origin: Origin): string {
  const rows = files
    .slice(0, mostFiles)
    .map(({ annotations, digest, mediaType, size }) => [
      annotations?.get("org.opencontainers.image.title") ?? "",
      formatSize(size),
      mediaType,
      digest,
    ]);
  return lines([
    `${nameOfType(type) ?? "Artifact"} ${ofImage(origin)}`,
    `Type ${sanitize(type, 200)}`,
    "It is no image to run.",
    "",
    ...(rows.length === 0
      ? ["It has no files."]
      : alignColumns([["TITLE", "SIZE", "TYPE", "DIGEST"], ...rows], new Set([1]))),
  ]);
}

const mostFiles = 1000;

function ofImage({ repository, digest, subject = digest }: Origin): string {
  return `of ${formatFamiliar({ repository, digest: subject })}`;
}

function source({ digest, repository, subject }: Origin): readonly string[] {
  const from = subject === undefined ? [] : [`From ${digest} at ${repository.registry}.`];
  return [...from, "Not verified: this is what the document says."];
}

/** A statement may be attached to an image that it does not speak of. */
export function aboutOther(
  subjects: readonly Digest[] | undefined,
  subject: Digest | undefined,
): readonly string[] {
  if (subjects === undefined || subject === undefined || subjects.includes(subject)) return [];
  const [named, ...others] = subjects;
  const rest = others.length === 0 ? "" : ` and ${others.length} more`;
  return [`MISMATCH: it is attached to this image, but says it is about ${named ?? "no digest"}${rest}.`];
}

function lines(text: readonly string[]): string {
  return `${text.join("\n")}\n`;
}
