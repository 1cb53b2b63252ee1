/** The ways to pin that look for something first or ask: another tag, or one platform. Pure but for what it is handed. */
import type { Occurrence } from "../../core/documents/occurrence.ts";
import type { Descriptor, Platform } from "../../core/oci/model.ts";
import { distance, formatPlatform } from "../../core/oci/platform.ts";
import { pinEdit, pinSite, type TextEdit } from "../../core/pinning/edit.ts";
import { referenceOf } from "../../core/pinning/plan.ts";
import { nameOf } from "../../core/pinning/question.ts";
import type { Resolver } from "../../core/pinning/resolver.ts";
import { retagEdits } from "../../core/pinning/retag.ts";
import { findSpecificTag } from "../../core/pinning/specificTag.ts";
import { updateOf } from "../../core/pinning/update.ts";
import { type Digest, shortDigest } from "../../core/reference/digest.ts";
import { effectiveTag, familiarRepository, type Reference } from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import type { Ask } from "../ask.ts";
import type { RepositoryTags } from "../registries/repositoryTags.ts";
import { newerOptions } from "./newerChoice.ts";
import { keptText } from "./pinDecisions.ts";
import { type PinOptions, platformsInUse } from "./pinOptions.ts";
import { refusalText } from "./refusalText.ts";

/** What the flows work with. `resolver` asks registries what tags name now, for one run. */
export type TagWorld = {
  readonly ask: Ask;
  readonly resolver: (signal?: AbortSignal) => Resolver;
  readonly tags: RepositoryTags;
  readonly now: () => number;
};

/** An occurrence in the text that it was read from. */
export type Written = { readonly text: string; readonly occurrence: Occurrence };

/** Edits of one reference, or a sentence that says why there are none; undefined when the user left. */
export type Outcome = readonly TextEdit[] | string | undefined;

/**
 * Gives a reference the most specific tag of its digest, and the digest; `shown` is the tag that the user was told.
 * A pin keeps its digest. Rejects when the registry cannot say.
 */
export async function asSpecificTag(
  { resolver: resolverFor, tags }: Pick<TagWorld, "resolver" | "tags">,
  { text, occurrence }: Written,
  shown: string | undefined,
  signal?: AbortSignal,
): Promise<Exclude<Outcome, undefined>> {
  const reference = referenceOf(occurrence);
  if (reference === undefined) return refusalOf(occurrence);
  const { repository } = reference;
  const tag = effectiveTag(reference);
  if (tag === undefined) return `${named(reference)} has no tag that could be more specific.`;
  const resolver = resolverFor(signal);
  const digest = reference.digest ?? (await resolver.resolve(repository, tag)).digest;
  await resolver.manifest(repository, digest);
  if (shown === undefined) {
    const listed = (await tags.read(repository, signal)).map(({ name, facts }) => ({
      name,
      ...(facts?.digest !== undefined && { digest: facts.digest }),
    }));
    const found = await findSpecificTag(resolver, { repository, tag, digest }, listed, signal);
    if (found === undefined)
      return `No other tag of ${named({ repository })} says more exactly what ${sanitize(tag)} is.`;
    return retagged(text, occurrence, found, digest);
  }
  const still = (await resolver.resolve(repository, shown)).digest === digest;
  if (still) return retagged(text, occurrence, shown, digest);
  return `${sanitize(tag)} and ${sanitize(shown)} do not name the same digest any more, so nothing was written.`;
}

/** Asks for a newer tag of the same line and gives the reference that tag and its digest. The pin of one platform stays one. */
export async function toNewerTag(world: TagWorld, { text, occurrence }: Written): Promise<Outcome> {
  const { ask, tags } = world;
  const reference = referenceOf(occurrence);
  if (reference === undefined) return refusalOf(occurrence);
  const { repository, digest: pinned } = reference;
  const tag = effectiveTag(reference);
  const name = named(reference);
  if (tag === undefined) return `${name} has no tag, so that none can be newer.`;
  const listed = await ask.working(`Looking for newer tags of ${name}...`, (signal) =>
    tags.read(repository, signal),
  );
  const options = newerOptions(tag, listed, world.now());
  if (options.length === 0) return `No tag is newer than ${name} in its line.`;
  const answer = await ask.choose({
    title: `Newer tags than ${name}`,
    placeholder:
      pinned === undefined
        ? "Writes the tag with its digest: this reference is pinned from then on"
        : "Writes the tag and its digest",
    options,
  });
  if (answer === undefined || answer === "back") return undefined;
  const chosen = answer.value;
  return ask.working(`Looking up ${named({ repository, tag: chosen })}...`, async (signal) => {
    const resolver = world.resolver(signal);
    const next = { repository, tag: chosen };
    if (pinned === undefined) {
      const { digest } = await resolver.resolve(repository, chosen);
      await resolver.manifest(repository, digest);
      return retagged(text, occurrence, chosen, digest);
    }
    const update = await updateOf(resolver, { ...next, digest: pinned });
    if (update.kind === "update") return retagged(text, occurrence, chosen, update.digest);
    return update.kind === "current" ? retagged(text, occurrence, chosen, pinned) : keptText(update, next);
  });
}

/** Asks for one of the platforms of what the reference names, and pins to its image alone. */
export async function toPlatform(
  world: TagWorld,
  { text, occurrence }: Written,
  options: PinOptions,
): Promise<Outcome> {
  const reference = referenceOf(occurrence);
  const site = pinSite(occurrence);
  if (reference === undefined || !site.ok) return refusalOf(occurrence);
  const { repository } = reference;
  const name = named(reference);
  const images = await world.ask.working(`Looking up the platforms of ${name}...`, async (signal) => {
    const resolver = world.resolver(signal);
    const tag = effectiveTag(reference) ?? "latest";
    const digest = reference.digest ?? (await resolver.resolve(repository, tag)).digest;
    const { document } = await resolver.manifest(repository, digest);
    return document.kind === "index" ? document.images : [];
  });
  const inUse = platformsInUse({ reference, ...platformOf(occurrence) }, options);
  const choices = platformChoices(images, inUse);
  if (choices.length === 0) return `${name} names a single image, so there is no platform to choose.`;
  const answer = await world.ask.choose({
    title: `Pin ${name} to one platform`,
    placeholder: "The pin then names this platform's image alone, and does not run on others",
    options: choices,
  });
  if (answer === undefined || answer === "back") return undefined;
  const { value: digest } = answer;
  await world.ask.working(`Looking up ${shortDigest(digest)}...`, (signal) =>
    world.resolver(signal).manifest(repository, digest),
  );
  return [pinEdit(text, site.span, digest)];
}

/** The images of an index as options, those for platforms in use first. */
function platformChoices(images: readonly Descriptor[], inUse: readonly Platform[]) {
  const rank = (platform: Platform) => {
    const place = inUse.findIndex((wanted) => distance(wanted, platform) !== undefined);
    return place === -1 ? inUse.length : place;
  };
  return images
    .flatMap(({ platform, digest }) => (platform === undefined ? [] : [{ platform, digest }]))
    .sort((a, b) => rank(a.platform) - rank(b.platform))
    .map(({ platform, digest }) => ({
      label: formatPlatform(platform),
      description: `${rank(platform) < inUse.length ? "in use · " : ""}${shortDigest(digest)}`,
      value: digest,
    }));
}

function retagged(
  text: string,
  occurrence: Occurrence,
  tag: string,
  digest: Digest,
): Exclude<Outcome, undefined> {
  const retagging = retagEdits(text, occurrence, tag, digest);
  return retagging.ok ? retagging.edits : refusalText(retagging.refusal);
}

function refusalOf(occurrence: Occurrence): string {
  const site = pinSite(occurrence);
  return refusalText(site.ok ? "notAReference" : site.refusal);
}

function platformOf({ platform }: Occurrence): { readonly platform?: string } {
  return platform === undefined ? {} : { platform };
}

function named(reference: Reference): string {
  return sanitize(
    reference.tag === undefined ? familiarRepository(reference.repository) : nameOf(reference),
    300,
  );
}
