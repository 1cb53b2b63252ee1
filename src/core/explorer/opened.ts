/** What is behind a tag or a platform, read when its row is opened. */
import type { ImageModel } from "../image/model.ts";
import type { Descriptor, Index, ManifestRole } from "../oci/model.ts";
import { roleOf, typeOf } from "../oci/role.ts";
import type { Digest } from "../reference/digest.ts";
import type { Reference } from "../reference/reference.ts";
import type { FetchedManifest } from "../registry/distribution.ts";

/** What the view asks of images; Images of image/images.ts answers. */
export type ImageSource = {
  /** What a reference names as far as is known; never asks. */
  known(reference: Reference): { readonly descriptor: Descriptor } | undefined;
  manifest(reference: Reference, signal?: AbortSignal): Promise<FetchedManifest>;
  inspect(reference: Reference, options?: { platform?: Digest; signal?: AbortSignal }): Promise<ImageModel>;
};

export type Opened =
  | { readonly kind: "index"; readonly descriptor: Descriptor; readonly index: Index }
  | { readonly kind: "image"; readonly descriptor: Descriptor; readonly model: ImageModel }
  | {
      readonly kind: "notAnImage";
      readonly descriptor: Descriptor;
      readonly role: ManifestRole | "schema1";
      /** The artifact type or media type that names it. Hostile text. */
      readonly type: string;
    };

/** Reads what a reference names: its manifest, and the config only when that is a single image. */
export async function open(images: ImageSource, reference: Reference, signal: AbortSignal): Promise<Opened> {
  const { descriptor, document } = await images.manifest(reference, signal);
  if (document.kind === "schema1") {
    return { kind: "notAnImage", descriptor, role: "schema1", type: document.mediaType };
  }
  const role = roleOf(document);
  if (role !== "image") {
    const type =
      document.kind === "manifest" ? typeOf(document) : (document.artifactType ?? document.mediaType);
    return { kind: "notAnImage", descriptor, role, type };
  }
  if (document.kind === "index") return { kind: "index", descriptor, index: document };
  const model = await images.inspect({ ...reference, digest: descriptor.digest }, { signal });
  return { kind: "image", descriptor, model };
}
