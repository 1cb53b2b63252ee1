import type { ImageModel } from "../core/image/model.ts";
import type { Platform } from "../core/oci/model.ts";
import type { Reference } from "../core/reference/reference.ts";
import type { Distribution } from "../core/registry/distribution.ts";

/** What the commands ask registries through. */
export type Registries = {
  /** The client for a registry, by its host. */
  distribution(host: string): Distribution;
  /** One image; undefined when the reference has none for `platform`. */
  inspect(
    reference: Reference,
    platform: Platform | undefined,
    signal: AbortSignal,
  ): Promise<ImageModel | undefined>;
  /** Ends the open connections. */
  close(): Promise<void>;
};
