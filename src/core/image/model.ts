/** One image as people look at it: its manifest, its config, and its layers beside the history that made them. */

import type { Descriptor, ImageConfig, Index, ManifestRole, Platform } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { Reference } from "../reference/reference.ts";

export type ImageModel = {
  readonly reference: Reference;
  /** What the reference names: an index or a manifest. */
  readonly descriptor: Descriptor;
  /** The index, when the reference names one. */
  readonly index: Index | undefined;
  /** The platforms that can be chosen; one for an image without index. */
  readonly platforms: readonly PlatformChoice[];
  /** The image manifest shown: a child of the index, or the descriptor itself. */
  readonly manifest: Descriptor;
  readonly role: ManifestRole;
  /** The manifest's artifact type, or its config's media type. */
  readonly type: string;
  readonly platform: Platform | undefined;
  /** Compressed bytes that a pull moves: config and each distinct layer once; undefined when a size is unknown. */
  readonly size: number | undefined;
  /** undefined for what is not an image. */
  readonly config: ImageConfig | undefined;
  readonly steps: readonly Step[];
  /** False when history and layers do not match in number, so that they stand unjoined in `steps`. */
  readonly aligned: boolean;
  readonly annotations: ReadonlyMap<string, string>;
};

export type PlatformChoice = { readonly platform: Platform | undefined; readonly descriptor: Descriptor };

/** One line of an image's making: a history entry, the layer it made, or both. */
export type Step = {
  readonly createdBy: string | undefined;
  readonly created: number | undefined;
  readonly comment: string | undefined;
  /** Absent for steps that change only the config. */
  readonly layer?: Layer;
};

export type Layer = {
  /** 1 for the lowest. */
  readonly number: number;
  readonly descriptor: Descriptor;
  /** The digest of the uncompressed layer, when the config says it. */
  readonly diffId: Digest | undefined;
};
