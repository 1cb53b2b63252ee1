/**
 * The documents of the OCI image format, and Docker's like-shaped ones, as values. They are made only by the
 * decode functions beside this file; text in them is hostile until it went through text.ts.
 * https://github.com/opencontainers/image-spec/tree/v1.1.1
 */
import type { Digest } from "../reference/digest.ts";

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md */
export type Descriptor = {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes; undefined when a registry did not say or said nonsense. */
  readonly size: number | undefined;
  readonly artifactType?: string;
  readonly annotations?: ReadonlyMap<string, string>;
  readonly platform?: Platform;
  /** Where a foreign layer may be had. Shown as text, never fetched (reliability V1). */
  readonly urls?: readonly string[];
};

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#image-index-property-descriptions */
export type Platform = {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly osVersion?: string;
};

export type Index = {
  readonly kind: "index";
  readonly mediaType: string;
  /** Children that are images, in the index's order; attestations and other things are apart. */
  readonly images: readonly Descriptor[];
  /** BuildKit attestation manifests, each with the digest of the image it speaks of. */
  readonly attestations: readonly { readonly descriptor: Descriptor; readonly subject: Digest | undefined }[];
  /** Children that are neither, such as nested indexes or the blobs of an old build cache. */
  readonly others: readonly Descriptor[];
  /** How many children were left out because the index holds more than the limit. */
  readonly hidden: number;
  readonly artifactType?: string;
  readonly subject?: Descriptor;
  readonly annotations: ReadonlyMap<string, string>;
};

export type Manifest = {
  readonly kind: "manifest";
  readonly mediaType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly artifactType?: string;
  readonly subject?: Descriptor;
  readonly annotations: ReadonlyMap<string, string>;
};

/** A manifest in Docker's old signed format: named for what it is, not opened. */
export type Schema1 = { readonly kind: "schema1"; readonly mediaType: string };

export type ManifestDocument = Index | Manifest | Schema1;

/** What an image's manifest is for. Artifacts are named by their type and not shown as images. */
export type ManifestRole = "image" | "buildCache" | "attestation" | "artifact";

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md */
export type ImageConfig = {
  readonly platform: Platform;
  /** Milliseconds since 1970; undefined when absent, not a date, or outside the years 1970 to 2200. */
  readonly created: number | undefined;
  readonly author: string | undefined;
  readonly user: string | undefined;
  readonly environment: readonly string[];
  readonly entrypoint: readonly string[] | undefined;
  readonly command: readonly string[] | undefined;
  readonly workingDirectory: string | undefined;
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly stopSignal: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly diffIds: readonly Digest[];
  readonly history: readonly HistoryEntry[];
};

export type HistoryEntry = {
  readonly created: number | undefined;
  readonly createdBy: string;
  readonly comment: string;
  readonly emptyLayer: boolean;
};
