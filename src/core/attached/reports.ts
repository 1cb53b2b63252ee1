import { mapParallel } from "../async.ts";
import { ContentError, type Failure, RegistryError, settle } from "../errors.ts";
import type { ArtifactName } from "../oci/artifact.ts";
import type { Index } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { Distribution } from "../registry/distribution.ts";
import type { Report } from "../scanning/finding.ts";
import type { Artifact } from "./artifact.ts";
import { findAttached } from "./find.ts";
import { type Part, partsOf } from "./parts.ts";
import { decodeReport } from "./report.ts";

/** A report that is attached to an image. Nothing of it was verified: anyone who may push can attach anything. */
export type AttachedReport = {
  readonly report: Report;
  /** The manifest that holds it. */
  readonly artifact: Digest;
  /** What it is attached to: the image, or the index that it is in. */
  readonly subject: Digest;
};

export type AttachedReports = {
  /** The newest first; those without a date last. */
  readonly reports: readonly AttachedReport[];
  /** Why others could not be read. */
  readonly failures: readonly Failure[];
};

type Registry = Pick<Distribution, "referrers" | "resolve" | "manifest" | "blob">;

/** The most artifacts of an image that are looked into, and bytes of one report. */
const mostArtifacts = 20;
const longestReport = 64 * 1024 * 1024;
const atOnce = 4;

/**
 * The reports that are attached to an image of a repository, or to the `index` that it is in. A statement about another
 * image is none of it. Rejects when the registry does not say what is attached.
 */
export async function readAttachedReports(
  registry: Registry,
  path: string,
  image: Digest,
  { index, signal }: { index?: { digest: Digest; document: Index }; signal?: AbortSignal | undefined } = {},
): Promise<AttachedReports> {
  const subjects = [...new Set([image, ...(index === undefined ? [] : [index.digest])])];
  const lists = await mapParallel(
    subjects,
    subjects.length,
    async (subject, either) => {
      const options = { index: subject === image ? index?.document : undefined, signal: either };
      const { artifacts } = await findAttached(registry, path, subject, options);
      return artifacts.filter(mayHoldReport).map((artifact) => ({ artifact, subject }));
    },
    signal,
  );
  const read = await mapParallel(
    lists.flat().slice(0, mostArtifacts),
    atOnce,
    ({ artifact, subject }, either) =>
      settle(readArtifact(registry, path, { artifact, subject, about: subjects, signal: either })),
    signal,
  );
  const failures = read.flatMap((outcome) => ("failure" in outcome ? [outcome.failure] : []));
  const reports = read.flatMap((outcome) => ("value" in outcome ? outcome.value : []));
  const timeOf = ({ report }: AttachedReport) => report.created ?? 0;
  return {
    reports: reports.toSorted((a, b) => timeOf(b) - timeOf(a)),
    // Lists name artifacts that were deleted.
    failures: failures.filter(
      (failure) => !(failure instanceof RegistryError && failure.kind === "notFound"),
    ),
  };
}

type Wanted = {
  readonly artifact: Artifact;
  readonly subject: Digest;
  readonly about: readonly Digest[];
  readonly signal: AbortSignal;
};

async function readArtifact(
  registry: Registry,
  path: string,
  { artifact, subject, about, signal }: Wanted,
): Promise<readonly AttachedReport[]> {
  const name = artifact.digest ?? artifact.tag ?? "";
  const { document, descriptor } = await registry.manifest(path, name, signal);
  if (document.kind !== "manifest") return [];
  const parts = partsOf(document).filter(isReport).slice(0, mostArtifacts);
  const found: AttachedReport[] = [];
  for (const { blob } of parts) {
    if ((blob.size ?? 0) > longestReport) throw tooLarge(blob.digest);
    const bytes = await registry.blob(path, blob, { limit: longestReport, signal });
    const stated = decodeReport(bytes, `the report ${blob.digest}`);
    if (stated === undefined || !isAbout(stated.subjects, about)) continue;
    found.push({ report: stated.report, artifact: descriptor.digest, subject });
  }
  return found;
}

/** By what lists say. cosign's attestations lie under one tag; what Trivy pushes as plain JSON may be one, too. */
function mayHoldReport(artifact: Artifact): boolean {
  const { role, detail } = artifact;
  return (
    isReportName(artifact) ||
    (role === "attestation" && detail !== "BuildKit") ||
    (role === "other" && detail === "application/json")
  );
}

/** Lists of packages in CycloneDX may say what is wrong with them. */
function isReportName({ role, detail }: ArtifactName): boolean {
  return (role === "report" && detail !== "OpenVEX") || (role === "sbom" && detail === "CycloneDX");
}

function isReport({ name, blob }: Part): boolean {
  return isReportName(name) || (name.role === "other" && blob.mediaType === "application/json");
}

function isAbout(subjects: readonly Digest[] | undefined, about: readonly Digest[]): boolean {
  return subjects === undefined || subjects.some((digest) => about.includes(digest));
}

function tooLarge(digest: Digest): ContentError {
  return new ContentError("tooLarge", `the report ${digest}`, { limit: longestReport });
}
