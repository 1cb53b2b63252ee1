import { formatAge } from "../../core/format.ts";
import type { Digest } from "../../core/reference/digest.ts";

/** What is known of an image; times in milliseconds since 1970. */
export type HintFacts = {
  readonly created: number | undefined;
  /** The digest that is written. */
  readonly digest: Digest | undefined;
  /** For a pin with a tag: what the tag is known to name. */
  readonly tagNow: Digest | undefined;
  readonly now: number;
};

/** The few words beside a reference; undefined when there is nothing to say. */
export function ageHint({ created, digest, tagNow, now }: HintFacts): string | undefined {
  const age = created === undefined ? [] : [`created ${formatAge(created, now)}`];
  const moved = tagNow !== undefined && tagNow !== digest ? ["the tag has moved"] : [];
  const words = [...age, ...moved];
  return words.length === 0 ? undefined : words.join(" · ");
}
