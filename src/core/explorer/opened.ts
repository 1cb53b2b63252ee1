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
  /** What a reference names; `fresh` asks whatever is remembered. */
  resolve(
    reference: Reference,
    options?: { signal?: AbortSignal | undefined; fresh?: boolean },
  ): Promise<{ readonly descriptor: Descriptor }>;
  manifest(reference: Reference, signal?: AbortSignal): Promise<FetchedManifest>;
  /** The image that a reference names; of an index the one with the digest `platform`. */
  inspect(
    reference: Reference,
    options?: { platform?: Digest | undefined; signal?: AbortSignal | undefined },
  ): Promise<ImageModel>;
};

/** `descriptor` is of the index or manifest that the row names. */
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

/**
 * Reads what a tag names: one document, and the config when it is a single image. `fresh` asks what the tag names
 * now, whatever is remembered.
 */
export async function openTag(
  images: ImageSource,
  reference: Reference,
  { signal, fresh }: { signal: AbortSignal; fresh: boolean },
): Promise<Opened> {
  const { digest } = (await images.resolve(reference, { signal, fresh })).descriptor;
  const pinned = { ...reference, digest };
  const { descriptor, document } = await images.manifest(pinned, signal);
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
  return { kind: "image", descriptor, model: await images.inspect(pinned, { signal }) };
}

/** Reads one image of the index that `reference` names: two documents. */
export async function openPlatform(
  images: ImageSource,
  reference: Reference,
  platform: Digest,
  signal: AbortSignal,
): Promise<Opened> {
  const model = await images.inspect(reference, { platform, signal });
  const { manifest: descriptor, role, type } = model;
  return role === "image"
    ? { kind: "image", descriptor, model }
    : { kind: "notAnImage", descriptor, role, type };
}
