/** What is attached to an image, each thing by what a list says of it. Pure. */
import { type ArtifactName, nameArtifact } from "../oci/artifact.ts";
import { toTime } from "../oci/fields.ts";
import type { Descriptor, Index } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";

/** One thing that is attached; found by its digest, or by a tag that was never asked for its digest. */
export type Artifact = ArtifactName & {
  readonly digest?: Digest;
  readonly tag?: string;
  /** The artifact type, else the media type. Hostile text. */
  readonly type?: string;
  /** Milliseconds since 1970. */
  readonly created?: number;
};

/** The attestations that an index holds about one of its images. */
export function attestationsOf({ attestations }: Index, image: Digest): readonly Artifact[] {
  return attestations.flatMap(({ descriptor, subject }) =>
    subject === image ? [toArtifact(descriptor)] : [],
  );
}

/** All that is attached, each digest once: an attestation may stand in the index and in the registry's list. */
export function joinArtifacts(
  known: readonly Artifact[],
  referrers: readonly Descriptor[],
): readonly Artifact[] {
  const joined = new Map<string, Artifact>();
  for (const artifact of [...known, ...referrers.map(toArtifact)]) {
    const key = artifact.digest ?? artifact.tag ?? "";
    const { tag } = joined.get(key) ?? {};
    joined.set(key, { ...artifact, ...(tag !== undefined && { tag }) });
  }
  return [...joined.values()];
}

function toArtifact(descriptor: Descriptor): Artifact {
  const { digest, mediaType, artifactType = mediaType, annotations } = descriptor;
  const created = toTime(annotations?.get("org.opencontainers.image.created"));
  return {
    ...nameArtifact(descriptor),
    digest,
    type: artifactType,
    ...(created !== undefined && { created }),
  };
}
