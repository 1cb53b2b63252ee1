/** What stands in a document of the scheme `mooring`. Pure but for the source; loaded when the first one is opened. */
import { readContents } from "../../core/attached/contents.ts";
import { openEnvelope } from "../../core/attached/envelope.ts";
import { openCose } from "../../core/attached/notation.ts";
import { partsOf, subjectOf } from "../../core/attached/parts.ts";
import { decodeProvenance } from "../../core/attached/provenance.ts";
import { decodeSbom } from "../../core/attached/sbom.ts";
import { decodeSignature, isSignatureType } from "../../core/attached/signature.ts";
import { ContentError } from "../../core/errors.ts";
import { parseJson } from "../../core/oci/fields.ts";
import type { Descriptor, ManifestDocument } from "../../core/oci/model.ts";
import type { Digest } from "../../core/reference/digest.ts";
import type { Repository } from "../../core/reference/reference.ts";
import type { FetchedManifest } from "../../core/registry/distribution.ts";
import {
  artifactText,
  buildCacheText,
  chartText,
  type Origin,
  packagesText,
  provenanceText,
  signatureText,
} from "./attachedText.ts";
import type { DocumentPlace } from "./documentPlace.ts";

/** Manifests and blobs by digest, verified; Images of core gives them. */
export type DocumentSource = {
  manifest(repository: Repository, digest: Digest, signal: AbortSignal | undefined): Promise<FetchedManifest>;
  blob(
    repository: Repository,
    descriptor: Descriptor,
    limit: number,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array>;
};

/** The largest document that is opened, in bytes. */
export const largestDocument = 32 * 1024 * 1024;

/**
 * The text of a document. Rejects with a Failure of errors.ts: ContentError `unknownMediaType` when the digest names
 * something else than the view is of.
 */
export async function readDocument(
  place: DocumentPlace,
  source: DocumentSource,
  signal?: AbortSignal,
): Promise<string> {
  const { repository, digest, view, subject } = place;
  const origin: Origin = { repository, digest, subject };
  const blob = () => readBlob(source, repository, { mediaType: "", digest, size: undefined }, signal);
  const told = `the document ${digest}`;
  switch (view) {
    case "manifest":
      return formatJson((await source.manifest(repository, digest, signal)).bytes, told);
    case "blob":
      return formatJson(await blob(), told);
    case "payload":
      return format(payloadOf(await blob(), told));
    case "packages":
      return packagesText(must(decodeSbom(await blob(), told), told), origin);
    case "provenance":
      return provenanceText(must(decodeProvenance(await blob(), told), told), origin);
    case "signature":
    case "contents": {
      const { document } = await source.manifest(repository, digest, signal);
      return view === "signature"
        ? readSignatures(document, origin, source, signal)
        : contentsText(document, origin, source, signal);
    }
  }
}

async function readSignatures(
  document: ManifestDocument,
  origin: Origin,
  source: DocumentSource,
  signal: AbortSignal | undefined,
): Promise<string> {
  const told = `the signature ${origin.digest}`;
  if (document.kind !== "manifest") throw new ContentError("unknownMediaType", told);
  const blobs = partsOf(document).map((part) => part.blob);
  const claims = await Promise.all(
    blobs
      .filter(({ mediaType }) => isSignatureType(mediaType))
      .slice(0, mostSignatures)
      .map(async (blob) => {
        const bytes = await readBlob(source, origin.repository, blob, signal);
        return decodeSignature(bytes, blob, told);
      }),
  );
  const subject = subjectOf(document, origin.subject);
  return signatureText(
    claims.filter((claim) => claim !== undefined),
    { ...origin, subject },
  );
}

const mostSignatures = 20;

/** Of what is no image: a build cache's entries, a chart's facts, else the files. */
async function contentsText(
  document: ManifestDocument,
  origin: Origin,
  source: DocumentSource,
  signal: AbortSignal | undefined,
): Promise<string> {
  const blob = (wanted: Descriptor) => readBlob(source, origin.repository, wanted, signal);
  const contents = await readContents(document, blob, `the contents of ${origin.digest}`);
  switch (contents.kind) {
    case "buildCache":
      return buildCacheText(contents.cache, origin);
    case "chart":
      return chartText(contents.chart, origin);
    case "artifact":
      return artifactText(contents.type, contents.files, origin);
  }
}

function readBlob(
  source: DocumentSource,
  repository: Repository,
  blob: Descriptor,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  return source.blob(repository, blob, largestDocument, signal);
}

/** What is signed: JSON in an envelope of JSON, or in COSE. */
function payloadOf(bytes: Uint8Array, subject: string): unknown {
  return coseBeginnings.has(bytes[0])
    ? parseJson(openCose(bytes, subject).payload, subject)
    : openEnvelope(bytes, subject).document;
}

/** The tag of a COSE_Sign1, or its list of four. JSON begins with neither. */
const coseBeginnings: ReadonlySet<number | undefined> = new Set([0xd2, 0x84]);

function formatJson(bytes: Uint8Array, subject: string): string {
  return format(parseJson(bytes, subject));
}

function format(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function must<T>(value: T | undefined, subject: string): T {
  if (value === undefined) throw new ContentError("unknownMediaType", subject);
  return value;
}
