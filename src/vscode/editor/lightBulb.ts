/** What the light bulb offers on a reference, and in which words. Pure, does no I/O; knows no VS Code. */
import { formatCount } from "../../core/format.ts";
import { isIndexType, isManifestType } from "../../core/oci/mediaTypes.ts";
import type { Descriptor } from "../../core/oci/model.ts";
import { moreSpecificTags } from "../../core/pinning/specificTag.ts";
import { parseTagVersion } from "../../core/pinning/tagVersion.ts";
import { usefulTags } from "../../core/pinning/usefulTags.ts";
import { type Digest, shortDigest } from "../../core/reference/digest.ts";
import {
  effectiveTag,
  familiarRepository,
  formatFamiliar,
  type Reference,
} from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import type { PinTarget } from "../pins/pinOptions.ts";

/** A registry's word, and when it was given, in milliseconds since 1970. */
export type Known = { readonly descriptor: Descriptor; readonly asOf: number };

/** Milliseconds for which a tag that named the pinned digest is believed to do so still. */
const fresh = 5 * 60_000;

/** What is known without asking anybody. `now` in milliseconds since 1970. */
export type BulbFacts = {
  readonly reference: Reference;
  readonly isPinned: boolean;
  /** What a reference named when a registry was last asked. */
  readonly known: (reference: Reference) => Known | undefined;
  readonly now: number;
  /** Other tags that are known to name a digest. */
  readonly aliases: (digest: Digest) => readonly string[];
  /** The names of the repository's tags, if its list was read. */
  readonly tags: readonly string[] | undefined;
  readonly target: PinTarget;
  /** The platform that a pin would be for, where `target` says so and it is known. */
  readonly platform: string | undefined;
  /** How many places of the file would be pinned or updated. */
  readonly pinnable: number;
  readonly updatable: number;
  readonly isIgnored: boolean;
};

/** `shown` is what the title promises: the digest or the tag that is written, or nothing is. */
export type Offer =
  | { readonly kind: "pin" | "update" | "unpin"; readonly title: string; readonly shown?: Digest }
  | { readonly kind: "specific"; readonly title: string; readonly shown?: string }
  | {
      readonly kind: "choosePin" | "changes" | "platform" | "newer" | "pinAll" | "updateAll" | "ignore";
      readonly title: string;
    };

/** The offers in their order, of a pin its update first; what cannot apply is left out, so that the menu stays short. */
export function offersFor(facts: BulbFacts): readonly Offer[] {
  return [
    ...pinOffer(facts),
    ...updateOffer(facts),
    ...specificOffer(facts),
    ...platformOffer(facts),
    ...newerOffer(facts),
    ...(facts.isPinned ? [{ kind: "unpin" as const, title: `Unpin ${nameOf(facts)}` }] : []),
    ...allOffers(facts),
    ...(facts.isIgnored
      ? []
      : [{ kind: "ignore" as const, title: `Ignore ${repositoryOf(facts)} in diagnostics...` }]),
  ];
}

function pinOffer({ isPinned, target, platform, ...facts }: BulbFacts): readonly Offer[] {
  if (isPinned) return [];
  const name = nameOf(facts);
  const now = facts.known(facts.reference)?.descriptor;
  if (target === "platform" && !(now !== undefined && isManifestType(now.mediaType)))
    return platform === undefined
      ? [{ kind: "choosePin", title: `Pin ${name} to its image for one platform...` }]
      : [{ kind: "pin", title: `Pin ${name} to its image for ${sanitize(platform, 60)}` }];
  if (now === undefined) return [{ kind: "pin", title: `Pin ${name} to its digest` }];
  return [{ kind: "pin", title: `Pin ${name} to ${shortDigest(now.digest)}…`, shown: now.digest }];
}

/** Offered of a pin only when such a tag is known, or when its own says no version at all. */
function specificOffer({ reference, isPinned, known, aliases }: BulbFacts): readonly Offer[] {
  const tag = effectiveTag(reference);
  if (tag === undefined) return [];
  const digest = known(reference)?.descriptor.digest;
  const [alias] = digest === undefined ? [] : moreSpecificTags(tag, aliases(digest));
  const pinAs = isPinned ? "Write the tag as" : "Pin as";
  if (alias !== undefined)
    return [{ kind: "specific", title: `${pinAs} ${sanitize(alias)} (same digest)`, shown: alias }];
  const numbers = parseTagVersion(tag)?.numbers.length ?? 0;
  if (isPinned ? numbers > 0 : numbers > 2) return [];
  const title = `${isPinned ? "Write" : "Pin as"} the most specific tag (same digest)`;
  return [{ kind: "specific", title }];
}

/** Of a pin only when it is known to be one of an index. */
function platformOffer({ reference, isPinned, known, target }: BulbFacts): readonly Offer[] {
  const type = known(reference)?.descriptor.mediaType;
  const mayBeIndex = type === undefined ? !isPinned : isIndexType(type);
  if (!mayBeIndex || (target === "platform" && !isPinned)) return [];
  return [{ kind: "platform", title: `${isPinned ? "Narrow the pin" : "Pin"} to one platform...` }];
}

/**
 * The digest is shown when it is sure: of an index, or of an image that no index stands behind. The pin of one
 * platform is updated to that platform's image, which is not known here.
 */
function updateOffer({ reference, isPinned, known, now: time }: BulbFacts): readonly Offer[] {
  const { repository, tag, digest: pinned } = reference;
  if (!isPinned || tag === undefined) return [];
  const unsure: Offer = { kind: "update", title: `Update pin to what ${sanitize(tag)} names now` };
  const heard = known({ repository, tag });
  if (heard === undefined) return [unsure];
  const { digest, mediaType } = heard.descriptor;
  if (digest === pinned) return time - heard.asOf <= fresh ? [] : [unsure];
  const before = known(reference)?.descriptor.mediaType;
  const isSure = isManifestType(mediaType) || (before !== undefined && isIndexType(before));
  const changes: Offer = { kind: "changes", title: "Show what changed" };
  if (!isSure) return [unsure, changes];
  const title = `Update pin to ${shortDigest(digest)}… (${sanitize(tag)} moved)`;
  return [{ kind: "update", title, shown: digest }, changes];
}

/** Titles name so many tags. */
const mostNamed = 3;

function newerOffer({ reference, tags }: BulbFacts): readonly Offer[] {
  const tag = effectiveTag(reference);
  if (tag === undefined || parseTagVersion(tag) === undefined) return [];
  if (tags === undefined) return [{ kind: "newer", title: "Choose a newer tag..." }];
  const newer = usefulTags(tag, tags);
  if (newer.length === 0) return [];
  const names = newer.slice(0, mostNamed).map((name) => sanitize(name));
  const more = newer.length > mostNamed ? ` and ${newer.length - mostNamed} more` : "";
  return [{ kind: "newer", title: `Newer: ${names.join(", ")}${more}...` }];
}

/** Not for this reference alone: that has an entry of its own. */
function allOffers({ isPinned, pinnable, updatable }: BulbFacts): readonly Offer[] {
  const images = formatCount(pinnable, "image");
  const others = pinnable === 1 ? "the other image" : `the other ${images}`;
  const pins = isPinned ? (pinnable > 0 ? others : undefined) : pinnable > 1 ? `all ${images}` : undefined;
  return [
    ...(pins === undefined ? [] : [{ kind: "pinAll" as const, title: `Pin ${pins} in this file` }]),
    ...(updatable > 1
      ? [{ kind: "updateAll" as const, title: `Update all ${formatCount(updatable, "pin")} in this file` }]
      : []),
  ];
}

function nameOf({ reference }: Pick<BulbFacts, "reference">): string {
  const { digest: _, ...tagged } = reference;
  return sanitize(formatFamiliar(tagged), 100);
}

function repositoryOf({ reference }: BulbFacts): string {
  return sanitize(familiarRepository(reference.repository), 100);
}
