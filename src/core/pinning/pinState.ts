/** How a reference stands to what its registry has now, and how that is known. */
import { RegistryError, settle } from "../errors.ts";
import { hasImage } from "../oci/choose.ts";
import type { Descriptor } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import { effectiveTag, type Reference } from "../reference/reference.ts";
import type { Resolver } from "./resolver.ts";
import { type Disagreement, disagreement } from "./versionLabel.ts";

/** `now` is what the tag names, as the registry says at this moment; only a verified manifest may be written into a file. */
export type PinState =
  /** No digest is written. */
  | { readonly kind: "unpinned"; readonly now: Descriptor }
  /** The tag names the pinned digest, or an index that has it as an image. Without a tag: the digest is there. */
  | { readonly kind: "current"; readonly now: Descriptor }
  /** The tag names another digest; the pinned one is there, and nothing speaks against its having been the tag's. */
  | { readonly kind: "moved"; readonly pinned: Digest; readonly now: Descriptor }
  /** As moved, but the pinned image says that it is of another version than the tag. */
  | {
      readonly kind: "mismatch";
      readonly pinned: Digest;
      readonly now: Descriptor;
      readonly by: Disagreement;
    }
  /** The registry says that it has no such thing: of a pinned reference the digest, or, that being there, the tag. */
  | {
      readonly kind: "missing";
      readonly what: "tag" | "digest";
      readonly now?: Descriptor;
      readonly failure: unknown;
    }
  /** The registry could not be asked, or would not say: a Failure of errors.ts. */
  | { readonly kind: "unreachable"; readonly failure: unknown };

/**
 * The state of a reference. One request for what is unpinned, current or missing; for what moved a few more, to look at
 * both images. Rejects only with the signal's reason.
 */
export async function pinStateOf(resolver: Resolver, reference: Reference): Promise<PinState> {
  const { repository, digest } = reference;
  const tag = effectiveTag(reference);
  const named = tag === undefined ? undefined : await settle(resolver.resolve(repository, tag));
  if (digest === undefined) {
    if (named === undefined || "failure" in named) return failed("tag", named?.failure);
    return { kind: "unpinned", now: named.value };
  }
  if (named !== undefined && "value" in named && named.value.digest === digest)
    return { kind: "current", now: named.value };
  if (named !== undefined && "failure" in named && !isMissing(named.failure))
    return { kind: "unreachable", failure: named.failure };
  const pinned = await settle(resolver.resolve(repository, digest));
  if ("failure" in pinned) {
    const state = failed("digest", pinned.failure);
    return state.kind === "missing" && named && "value" in named ? { ...state, now: named.value } : state;
  }
  if (named === undefined) return { kind: "current", now: pinned.value };
  if ("failure" in named) return failed("tag", named.failure);
  return compare(resolver, { ...reference, digest, tag: tag ?? "latest" }, named.value);
}

/** Whether a failure is a registry's word that it does not have this. */
export function isMissing(failure: unknown): boolean {
  return failure instanceof RegistryError && failure.kind === "notFound";
}

async function compare(
  resolver: Resolver,
  reference: Reference & { readonly digest: Digest; readonly tag: string },
  now: Descriptor,
): Promise<PinState> {
  const { repository, digest: pinned } = reference;
  const read = await settle(resolver.manifest(repository, now.digest));
  if ("failure" in read) return { kind: "unreachable", failure: read.failure };
  if (hasImage(read.value.document, pinned)) return { kind: "current", now };
  const by = await settle(disagreement(resolver, reference, now.digest));
  return "value" in by && by.value !== undefined
    ? { kind: "mismatch", pinned, now, by: by.value }
    : { kind: "moved", pinned, now };
}

function failed(what: "tag" | "digest", failure: unknown): PinState {
  return isMissing(failure) ? { kind: "missing", what, failure } : { kind: "unreachable", failure };
}
