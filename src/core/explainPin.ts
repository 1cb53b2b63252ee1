/** What there is to say of a pin, in words. Everything that came from a registry or a file is sanitised. */

import { RegistryError } from "./errors.ts";
import { explain, explainInOne } from "./explain.ts";
import type { Explanation } from "./explanation.ts";
import { formatAge, formatDate } from "./format.ts";
import { sanitize } from "./text.ts";

/** `name` is the reference as people write it, without its digest. */
export type PinFacts = { readonly name: string } & (
  | { readonly code: "unpinned" }
  /** When the images were built, in milliseconds since 1970, as far as they say so. */
  | {
      readonly code: "moved";
      readonly pinned: string;
      readonly now: string;
      readonly pinnedBuilt?: number;
      readonly nowBuilt?: number;
    }
  /** `kept` when the pinned digest is there and only the tag is not; `written` is the reference with its digest. */
  | {
      readonly code: "missing";
      readonly written: string;
      readonly failure: unknown;
      readonly kept: boolean;
    }
  | {
      readonly code: "platform-missing";
      readonly platform: string;
      readonly platforms: readonly string[];
    }
  | {
      readonly code: "tag-digest-mismatch";
      readonly tag: string;
      readonly pinned: string;
      readonly version: string;
    }
  /** The platform that is pinned, and those of the file that only the tag has; none when the file names none. */
  | { readonly code: "single-platform"; readonly platform: string; readonly lost: readonly string[] }
  | { readonly code: "unreachable"; readonly written: string; readonly failure: unknown }
);

/** A finding as one line. With `now`, in milliseconds since 1970, it says how old the newer image is; else when it was built. */
export function explainPin(facts: PinFacts, now?: number): string {
  const name = sanitize(facts.name, 300);
  switch (facts.code) {
    case "unpinned":
      return `${name} names whatever was pushed last. Pin it to a digest to run what you tested.`;
    case "moved":
      return `${name} moved: ${movedTo(facts, now)} Look at what changed, then update the pin or keep it.`;
    case "missing": {
      const { problem } = explain(facts.failure, facts.kept ? facts.name : facts.written);
      return facts.kept ? `${problem} The pinned digest is still there.` : problem;
    }
    case "platform-missing": {
      const platforms = facts.platforms.map((platform) => sanitize(platform, 60));
      return `${name} has no image for ${sanitize(facts.platform, 60)}, only for ${listed(platforms)}.`;
    }
    case "tag-digest-mismatch":
      return `The tag says ${sanitize(facts.tag, 130)}, but the pinned digest ${short(facts.pinned)} is version ${sanitize(facts.version, 100)}. The digest is what runs.`;
    case "single-platform": {
      const others = facts.lost.map((platform) => sanitize(platform, 60));
      const more = others.length === 0 ? "is built for several platforms" : `is for ${listed(others)}, too`;
      return `${name} is pinned to its image for ${sanitize(facts.platform, 60)} alone, but this file ${more}. Unpin it and pin it again to have all that the tag has.`;
    }
    case "unreachable":
      return explainInOne(facts.failure, facts.written);
  }
}

/** What is not known of one image does not make a date of the other wrong. */
function movedTo(facts: PinFacts & { code: "moved" }, now: number | undefined): string {
  const { pinnedBuilt, nowBuilt } = facts;
  if (pinnedBuilt === undefined && nowBuilt === undefined)
    return `it names ${short(facts.now)} now, and ${short(facts.pinned)} is pinned.`;
  const named =
    nowBuilt === undefined
      ? `${short(facts.now)} now`
      : `an image built ${now === undefined || nowBuilt > now ? `on ${formatDate(nowBuilt)}` : formatAge(nowBuilt, now)}`;
  const kept =
    pinnedBuilt === undefined ? short(facts.pinned) : `the one built on ${formatDate(pinnedBuilt)}`;
  return `it names ${named}; this pin keeps ${kept}.`;
}

/** Why a pin was left as it is. Dates in milliseconds since 1970. */
export type KeptFacts = { readonly name: string } & (
  | { readonly kind: "current" | "noTag" | "notPinned" | "unchanged" | "ageUnknown" }
  | { readonly kind: "platformGone"; readonly platform: string | undefined }
  | { readonly kind: "tooYoung"; readonly created: number }
);

/** Why a pin was not updated, as one line. */
export function explainKept(facts: KeptFacts): string {
  const name = sanitize(facts.name, 300);
  switch (facts.kind) {
    case "current":
      return `${name} names the pinned digest.`;
    case "noTag":
      return `${name} has no tag to follow.`;
    case "notPinned":
      return `${name} is not pinned.`;
    case "unchanged":
      return `${name} moved, but its images for the platforms in use did not change.`;
    case "ageUnknown":
      return `${name} moved, but does not say how old it is.`;
    case "tooYoung":
      return `${name} moved to an image of ${new Date(facts.created).toISOString().slice(0, 10)}, which is younger than the cool-down.`;
    case "platformGone":
      return facts.platform === undefined
        ? `${name} is pinned to the image of one platform, and does not say of which.`
        : `${name} has no image for ${sanitize(facts.platform, 60)} any more, so its pin stays.`;
  }
}

/** Explains why what a digest names could not be read; `subject` is the digest with its repository. */
export function explainDigest(failure: unknown, subject: string): Explanation {
  const explanation = explain(failure, subject);
  const isGone =
    failure instanceof RegistryError && failure.kind === "notFound" && failure.code !== "NAME_UNKNOWN";
  return isGone ? { ...explanation, next: "It was deleted there, or never pushed." } : explanation;
}

/** Enough of a digest to tell it from others. */
function short(digest: string): string {
  return sanitize(digest.slice(0, digest.indexOf(":") + 13));
}

function listed(items: readonly string[]): string {
  const shown = items.slice(0, 8);
  const more = items.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ") || "none";
}
