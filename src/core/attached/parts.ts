import { type ArtifactName, nameArtifact } from "../oci/artifact.ts";
import type { Descriptor, Manifest } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";

/** One document of an artifact: a blob, and what it is as far as types and annotations say. */
export type Part = { readonly name: ArtifactName; readonly blob: Descriptor };

/** The most documents of one artifact that are told apart. */
const most = 100;

/**
 * The documents that an artifact's manifest holds. Each is named by its own type and annotations; one that says nothing
 * alone (ORAS pushes any file as a plain layer) by the artifact's type.
 */
export function partsOf(manifest: Manifest): readonly Part[] {
  const { annotations, config, layers } = manifest;
  const artifactType = manifest.artifactType ?? config.mediaType;
  return layers.slice(0, most).map((blob) => {
    const own = nameArtifact({ ...blob, annotations: joined(annotations, blob.annotations) });
    const whole = nameArtifact({ ...blob, artifactType, annotations });
    return { blob, name: isTelling(own) || !isTelling(whole) ? own : whole };
  });
}

/** What an artifact's manifest is about: what it says itself, else what its place says (`told`). */
export function subjectOf({ subject }: Manifest, told: Digest | undefined): Digest | undefined {
  return subject?.digest ?? told;
}

/** Types that hold the document that is meant in an envelope. */
const wrapped =
  /^application\/(?:vnd\.dsse\.envelope\.v1\+json|vnd\.dev\.sigstore\.bundle\b.*|jose\+json|cose)$/;

/** Whether the document that is meant stands in an envelope. */
export function isWrapped({ blob }: Part): boolean {
  return wrapped.test(blob.mediaType);
}

/** Whether a document may be JSON: by its type, or when it is a file whose artifact says what it is. */
export function isReadable({ blob: { mediaType }, name }: Part): boolean {
  if (wrapped.test(mediaType) || /[+/]json\b/.test(mediaType)) return true;
  return (
    name.role !== "other" && /^application\/(?:octet-stream|vnd\.oci\.image\.layer\.v1\.tar)$/.test(mediaType)
  );
}

function isTelling({ role, detail }: ArtifactName): boolean {
  return role !== "other" && !(role === "attestation" && detail === "in-toto");
}

function joined(
  outer: ReadonlyMap<string, string>,
  inner: ReadonlyMap<string, string> | undefined,
): ReadonlyMap<string, string> {
  return new Map([...outer, ...(inner ?? [])]);
}
