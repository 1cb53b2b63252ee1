import type { Artifact } from "../attached/artifact.ts";
import type { Listed } from "../catalog/listPage.ts";
import { nameCosignTag } from "../oci/artifact.ts";
import type { Digest } from "../reference/digest.ts";
import { readSignatureTag } from "./folded.ts";

/** What cosign left under tags made of the image's digest. `digestOf` gives what is known of a tag. Pure. */
export function cosignTagsOf(
  tags: readonly Listed<unknown>[],
  image: Digest,
  digestOf: (tag: string) => Digest | undefined,
): readonly Artifact[] {
  return tags.flatMap(({ name: tag }): readonly Artifact[] => {
    const { digest: subject, ending } = readSignatureTag(tag) ?? {};
    if (subject !== image || ending === undefined) return [];
    const digest = digestOf(tag);
    return [{ ...nameCosignTag(ending), tag, ...(digest !== undefined && { digest }) }];
  });
}
