/** Reading what a view of changes shows. Failures are part of what is shown. Knows no VS Code. */
import { isAbort } from "../../core/errors.ts";
import {
  type Exact,
  inspectPair,
  type PairOptions,
  type PairReader,
  type Side,
} from "../../core/image/inspectPair.ts";
import { type Resolver, remembering } from "../../core/pinning/resolver.ts";
import { type Update, updateOf } from "../../core/pinning/update.ts";
import type { Digest } from "../../core/reference/digest.ts";
import { effectiveTag, type Reference } from "../../core/reference/reference.ts";
import type { PinnedReference, Subject } from "./compareSubject.ts";

/** Whom to ask. */
export type Asked = {
  readonly resolver: Resolver;
  readonly inspect: PairReader["inspect"];
  /** What a tag named when it was last asked, however long ago. */
  known(reference: Reference): { readonly descriptor: { readonly digest: Digest } } | undefined;
};

export type Loaded = {
  readonly old: Named & { readonly side: Side };
  readonly now: Named & { readonly side: Side };
  /** What a pin is to be changed to, and why not; absent for two images, and when it could not be found out. */
  readonly update?: Update;
  /** What a pin's tag names now: an index, even when the pin is to be changed to an image of it. */
  readonly tagged?: Digest;
  /** Why the verdict on the pin could not be found out. */
  readonly problem?: unknown;
};

/** What one side names. */
export type Named = {
  readonly reference: Reference;
  readonly digest?: Digest;
  /** Why its tag could not be asked; a digest is then the last that was known. */
  readonly failure?: unknown;
};

/** Reads both sides. Rejects only with an abort. */
export function loadChanges(asked: Asked, subject: Subject, options: PairOptions = {}): Promise<Loaded> {
  return subject.kind === "pin"
    ? loadPin(asked, subject.reference, options)
    : loadImages(asked, subject.old, subject.now, options);
}

async function loadPin(asked: Asked, reference: PinnedReference, options: PairOptions): Promise<Loaded> {
  const { repository, tag, digest: pinned } = reference;
  const resolver = remembering(asked.resolver);
  const tagged = { repository, tag };
  const old: Named = { reference, digest: pinned };
  const named = await nameOf(asked, resolver, tagged);
  if (named.failure !== undefined) return sides(asked, old, named, options);
  try {
    const update = await updateOf(resolver, reference);
    const digest = targetOf(update, pinned) ?? named.digest;
    const loaded = await sides(asked, old, { ...named, ...(digest && { digest }) }, options);
    return { ...loaded, update, ...(named.digest && { tagged: named.digest }) };
  } catch (problem) {
    if (isAbort(problem)) throw problem;
    return { ...(await sides(asked, old, named, options)), problem };
  }
}

/** What stands beside the pin: what would be written, or the pinned image itself when the tag names it. */
function targetOf(update: Update, pinned: Digest): Digest | undefined {
  if (update.kind === "current") return pinned;
  return "digest" in update ? update.digest : undefined;
}

async function loadImages(
  asked: Asked,
  old: Reference,
  now: Reference,
  options: PairOptions,
): Promise<Loaded> {
  const [before, after] = await Promise.all([
    nameOf(asked, asked.resolver, old),
    nameOf(asked, asked.resolver, now),
  ]);
  return sides(asked, before, after, options);
}

async function nameOf(asked: Asked, resolver: Resolver, reference: Reference): Promise<Named> {
  const { repository, digest } = reference;
  if (digest !== undefined) return { reference, digest };
  const tag = effectiveTag(reference) ?? "latest";
  try {
    return { reference, digest: (await resolver.resolve(repository, tag)).digest };
  } catch (failure) {
    if (isAbort(failure)) throw failure;
    const known = asked.known({ repository, tag });
    return { reference, failure, ...(known && { digest: known.descriptor.digest }) };
  }
}

async function sides(asked: Asked, old: Named, now: Named, options: PairOptions): Promise<Loaded> {
  const reader = { manifest: asked.resolver.manifest, inspect: asked.inspect };
  const of = ({ reference: { repository }, digest }: Named) => digest && { repository, digest };
  const [before, after] = [of(old), of(now)];
  if (before !== undefined && after !== undefined) {
    const pair = await inspectPair(reader, before, after, options);
    return { old: { ...old, side: pair.old }, now: { ...now, side: pair.now } };
  }
  const alone = async ({ failure }: Named, reference: Exact | undefined): Promise<Side> =>
    reference === undefined
      ? { ok: false, failure }
      : (await inspectPair(reader, reference, reference, options)).old;
  return {
    old: { ...old, side: await alone(old, before) },
    now: { ...now, side: await alone(now, after) },
  };
}
