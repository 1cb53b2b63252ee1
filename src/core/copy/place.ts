import type { Digest } from "../reference/digest.ts";
import type { Distribution } from "../registry/distribution.ts";

/** A repository, and the client that may ask for it. */
export type Place = { readonly distribution: Distribution; readonly path: string };

/** What is copied. */
export type Source = Place & { readonly digest: Digest };

/** Where to, and the tag that is to name it there; without a tag it is had by its digest only. */
export type Target = Place & { readonly tag?: string };

/** Whether a registry could take a blob over from one of its repositories to the other. */
export function isSameRegistry(one: Place, other: Place): boolean {
  return one.distribution.registry === other.distribution.registry;
}

/** Requests of one copy at the same time, as other tools do it. */
export const concurrency = 3;
