/** What manifests are for, told by their media types. */
import { isImageConfigType, isLayerType, mediaTypes } from "./mediaTypes.ts";
import type { Descriptor, Index, Manifest, ManifestRole } from "./model.ts";

/** What a manifest is for, or an index as a whole. */
export function roleOf(document: Manifest | Index): ManifestRole {
  return document.kind === "index" ? roleOfIndex(document) : roleOfManifest(document);
}

/**
 * What names the kind of an artifact: the artifact type, else the config's type. An artifact that poses as an image
 * (cosign's signatures do) is named by its first layer.
 */
export function typeOf(manifest: Manifest): string {
  const { artifactType, config, layers } = manifest;
  if (artifactType !== undefined) return artifactType;
  return isImageConfig(manifest) && !holdsFiles(manifest)
    ? (layers[0] ?? config).mediaType
    : config.mediaType;
}

/** Whether an index's child is a BuildKit attestation. https://github.com/moby/buildkit/blob/v0.32.0/docs/attestations/attestation-storage.md */
export function isAttestation({ annotations, artifactType }: Descriptor): boolean {
  return (
    annotations?.get("vnd.docker.reference.type") === "attestation-manifest" ||
    artifactType === mediaTypes.buildkitAttestation
  );
}

function roleOfManifest(manifest: Manifest): ManifestRole {
  const { artifactType, config, layers } = manifest;
  if (config.mediaType === mediaTypes.buildkitCache) return "buildCache";
  if (artifactType === mediaTypes.buildkitAttestation) return "attestation";
  if (layers.length > 0 && layers.every(({ mediaType }) => mediaType === mediaTypes.inToto)) {
    return "attestation";
  }
  return artifactType === undefined && isImageConfig(manifest) && holdsFiles(manifest) ? "image" : "artifact";
}

/** Before BuildKit 0.21 a cache was an index whose children are blobs; they must never be fetched as manifests. */
function roleOfIndex({ images, others }: Index): ManifestRole {
  if (images.length > 0) return "image";
  return others.some(({ mediaType }) => mediaType === mediaTypes.buildkitCache) ? "buildCache" : "artifact";
}

function isImageConfig({ config, mediaType }: Manifest): boolean {
  return isImageConfigType(config.mediaType, mediaType);
}

function holdsFiles({ layers }: Manifest): boolean {
  return layers.length === 0 || layers.some(({ mediaType }) => isLayerType(mediaType));
}
