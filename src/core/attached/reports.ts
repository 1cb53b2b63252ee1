import { mapParallel } from "../async.ts";
import { ContentError, type Failure, RegistryError, settle } from "../errors.ts";
import type { ArtifactName } from "../oci/artifact.ts";
import type { Digest } from "../reference/digest.ts";
import type { Report } from "../scanning/finding.ts";
import type { Artifact } from "./artifact.ts";
import { type AttachedSource, type AttachedTo, findHeld, type Held } from "./held.ts";
import type { Part } from "./parts.ts";
import { readStatedReport } from "./readReport.ts";

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

/** Bytes of one report. */
const longestReport = 64 * 1024 * 1024;
const atOnce = 4;

/**
 * The reports that are attached to an image of a repository, or to the index that it is in. A statement about another
 * image is none of it. Rejects when the registry does not say what is attached.
 */
export async function readAttachedReports(
  source: AttachedSource,
  to: AttachedTo,
  signal?: AbortSignal,
): Promise<AttachedReports> {
  const { held } = await findHeld(source, to, { fits: mayHoldReport, signal });
  const read = await mapParallel(
    held,
    atOnce,
    (one, either) => settle(readOne(source, to, one, either)),
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

async function readOne(
  source: AttachedSource,
  { repository, subjects }: AttachedTo,
  { part, failure, digest, subject }: Held,
  signal: AbortSignal,
): Promise<readonly AttachedReport[]> {
  if (failure !== undefined) throw failure;
  if (part === undefined || !isReport(part)) return [];
  const { blob } = part;
  const name = `the report ${blob.digest}`;
  if ((blob.size ?? 0) > longestReport) throw new ContentError("tooLarge", name, { limit: longestReport });
  const bytes = await source.blob(repository, blob, longestReport, signal);
  const stated = await readStatedReport(bytes, name, signal);
  if (stated === undefined || !isAbout(stated.subjects, subjects)) return [];
  return [{ report: stated.report, artifact: digest, subject }];
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

function isAbout(stated: readonly Digest[] | undefined, subjects: ReadonlySet<Digest>): boolean {
  return stated === undefined || stated.some((digest) => subjects.has(digest));
}
