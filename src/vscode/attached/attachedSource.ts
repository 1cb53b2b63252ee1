import type { AttachedSource } from "../../core/attached/held.ts";
import type { Images } from "../../core/image/images.ts";
import type { Distribution } from "../../core/registry/distribution.ts";

/** Where what is attached to images of one registry is read: lists from there, the rest once ever. */
export function attachedSource(images: Images, lists: Distribution): AttachedSource {
  return {
    lists,
    manifest: (repository, digest, signal) => images.manifest({ repository, digest }, signal),
    blob: (...wanted) => images.documents().blob(...wanted),
  };
}
