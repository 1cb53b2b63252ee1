/** Media types of manifests. https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md */
export const mediaTypes = {
  ociIndex: "application/vnd.oci.image.index.v1+json",
  ociManifest: "application/vnd.oci.image.manifest.v1+json",
  dockerList: "application/vnd.docker.distribution.manifest.list.v2+json",
  dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
  dockerSchema1: "application/vnd.docker.distribution.manifest.v1+json",
  dockerSchema1Signed: "application/vnd.docker.distribution.manifest.v1+prettyjws",
  ociConfig: "application/vnd.oci.image.config.v1+json",
  dockerConfig: "application/vnd.docker.container.image.v1+json",
  ociEmpty: "application/vnd.oci.empty.v1+json",
  inToto: "application/vnd.in-toto+json",
  buildkitCache: "application/vnd.buildkit.cacheconfig.v0",
  buildkitAttestation: "application/vnd.docker.attestation.manifest.v1+json",
} as const;

const indexTypes: ReadonlySet<string> = new Set([mediaTypes.ociIndex, mediaTypes.dockerList]);
const manifestTypes: ReadonlySet<string> = new Set([mediaTypes.ociManifest, mediaTypes.dockerManifest]);
const schema1Types: ReadonlySet<string> = new Set([mediaTypes.dockerSchema1, mediaTypes.dockerSchema1Signed]);
const configTypes: ReadonlySet<string> = new Set([mediaTypes.ociConfig, mediaTypes.dockerConfig]);
/** What Docker's first schema 2 pushes called their configs. https://github.com/distribution/distribution/issues/1621 */
const oldConfigTypes: ReadonlySet<string> = new Set(["", "application/json", "application/octet-stream"]);

/** Whether the type is an OCI index or a Docker manifest list. */
export function isIndexType(mediaType: string): boolean {
  return indexTypes.has(mediaType);
}

/** Whether the type is an OCI or Docker (schema 2) image manifest. */
export function isManifestType(mediaType: string): boolean {
  return manifestTypes.has(mediaType);
}

/** Whether the type is one of Docker's old schema 1 manifests. */
export function isSchema1Type(mediaType: string): boolean {
  return schema1Types.has(mediaType);
}

/** Whether a config of this type, in a manifest of that type, is an image's. */
export function isImageConfigType(mediaType: string, manifestType: string): boolean {
  return (
    configTypes.has(mediaType) ||
    (manifestType === mediaTypes.dockerManifest && oldConfigTypes.has(mediaType))
  );
}

/** Whether the type is a layer that may not be given on, and is had from elsewhere. */
export function isForeignType(mediaType: string): boolean {
  return (
    mediaType.startsWith("application/vnd.oci.image.layer.nondistributable.") ||
    mediaType.startsWith("application/vnd.docker.image.rootfs.foreign.")
  );
}

/** Whether the type is a layer of files, in any compression, foreign or encrypted. */
export function isLayerType(mediaType: string): boolean {
  return (
    mediaType.startsWith("application/vnd.oci.image.layer.") ||
    mediaType.startsWith("application/vnd.docker.image.rootfs.")
  );
}
