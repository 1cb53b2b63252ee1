/** Finds what is attached to an image, wherever it may be. */
import { mapParallel } from "../async.ts";
import { RegistryError } from "../errors.ts";
import { nameCosignTag } from "../oci/artifact.ts";
import type { Index } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { Distribution } from "../registry/distribution.ts";
import { referrersTag } from "../registry/referrers.ts";
import { type Artifact, attestationsOf, joinArtifacts } from "./artifact.ts";

/** What is attached; `cut` when the registry lists more than is given. */
export type Attached = { readonly artifacts: readonly Artifact[]; readonly cut: boolean };

const endings = ["sig", "att", "sbom"] as const;

/**
 * Everything that is attached to an image of a repository: what its index holds about it, what the registry lists, and
 * what cosign left under tags made of its digest. One request for the list (two where there is only the fallback tag)
 * and one for each of the three tags.
 */
export async function findAttached(
  distribution: Pick<Distribution, "referrers" | "resolve">,
  path: string,
  image: Digest,
  { index, signal }: { index?: Index | undefined; signal?: AbortSignal | undefined } = {},
): Promise<Attached> {
  const { items, cut } = await distribution.referrers(path, image, signal);
  const tagged = await mapParallel(
    endings,
    endings.length,
    async (ending, either): Promise<readonly Artifact[]> => {
      const tag = `${referrersTag(image)}.${ending}`;
      const digest = await resolveIfThere(distribution, path, tag, either);
      return digest === undefined ? [] : [{ ...nameCosignTag(ending), tag, digest }];
    },
    signal,
  );
  const known = index === undefined ? [] : attestationsOf(index, image);
  return { artifacts: joinArtifacts([...known, ...tagged.flat()], items), cut };
}

async function resolveIfThere(
  distribution: Pick<Distribution, "resolve">,
  path: string,
  tag: string,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  try {
    return (await distribution.resolve(path, tag, signal)).digest;
  } catch (failure) {
    if (failure instanceof RegistryError && failure.kind === "notFound") return undefined;
    throw failure;
  }
}
