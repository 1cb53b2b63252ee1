import { isFailure, RegistryError } from "../errors.ts";
import { effectiveTag } from "../reference/reference.ts";
import { type Base, type BaseReader, claimedBase, findBase } from "./base.ts";
import { likelyTags } from "./likelyTags.ts";
import type { ImageModel } from "./model.ts";

/** What a search came to. `failure`: why something could not be read that might have proven a base. */
export type FoundBase = { readonly base: Base | undefined; readonly failure?: unknown };

/**
 * Finds the base of an image as findBase does, the likeliest tags first, and notes what stood in the way. Rejects with
 * the signal's reason, and with what is no Failure.
 */
export async function searchBase(
  image: ImageModel,
  reader: BaseReader,
  signal: AbortSignal,
): Promise<FoundBase> {
  const { named } = claimedBase(image);
  const failures: unknown[] = [];
  const noting = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (failure) {
      if (isFailure(failure) && !isMissing(failure)) failures.push(failure);
      signal.throwIfAborted();
      throw failure;
    }
  };
  const base = await findBase(image, {
    inspect: (reference, platform) => noting(reader.inspect(reference, platform)),
    tags: async (repository) =>
      likelyTags(await noting(reader.tags(repository)), named && effectiveTag(named)),
  });
  return { base, ...(base === undefined && failures.length > 0 && { failure: failures[0] }) };
}

function isMissing(failure: unknown): boolean {
  return failure instanceof RegistryError && failure.kind === "notFound";
}
