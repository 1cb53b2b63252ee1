import { inspect } from "../../src/core/image/inspect.ts";
import type { ImageModel } from "../../src/core/image/model.ts";
import { decodeConfig } from "../../src/core/oci/decodeConfig.ts";
import { decodeManifest } from "../../src/core/oci/decodeManifest.ts";
import { isDigest } from "../../src/core/reference/digest.ts";
import { parseReference, type Reference } from "../../src/core/reference/reference.ts";
import type { Content, ManifestTree } from "./images.ts";

/** A reference that is known to be one. */
export function referenceTo(text: string): Reference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(`${text} is no reference.`);
  return parsed.reference;
}

/** The model of an image made by hand, as its documents say it; of an index the image for linux/amd64. */
export function modelOf(tree: ManifestTree, name = "h.test/app:1"): Promise<ImageModel> {
  const all = [tree, ...tree.children].flatMap((one): readonly Content[] => [one, ...one.blobs]);
  const found = (digest: string): Content => {
    const one = all.find((content) => content.digest === digest);
    if (one === undefined) throw new Error(`${digest} is not of this image.`);
    return one;
  };
  const { mediaType, digest, size } = tree;
  if (!isDigest(digest)) throw new Error(`${digest} is no digest.`);
  const reader = {
    manifest: async (wanted: { readonly digest: string }) => {
      const { bytes, ...rest } = found(wanted.digest);
      const document = decodeManifest(bytes, rest.mediaType, rest.digest);
      if (!isDigest(rest.digest)) throw new Error(`${rest.digest} is no digest.`);
      return {
        descriptor: { mediaType: rest.mediaType, digest: rest.digest, size: rest.size },
        bytes,
        document,
      };
    },
    config: async (wanted: { readonly digest: string }) =>
      decodeConfig(found(wanted.digest).bytes, wanted.digest),
  };
  const platform = { os: "linux", architecture: "amd64" };
  return inspect(reader, referenceTo(name), { mediaType, digest, size }, undefined, platform);
}
