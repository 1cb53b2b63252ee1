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

function isTelling({ role, detail }: ArtifactName): boolean {
  return role !== "other" && !(role === "attestation" && detail === "in-toto");
}

function joined(
  outer: ReadonlyMap<string, string>,
  inner: ReadonlyMap<string, string> | undefined,
): ReadonlyMap<string, string> {
  return new Map([...outer, ...(inner ?? [])]);
}
