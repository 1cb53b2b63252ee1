/** What vendors tell of many repositories and tags at once, so that no row costs a request of its own. */
import type { Platform } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";

/** A repository as its vendor's list tells it. */
export type RepositoryFacts = {
  readonly tags?: number;
  readonly isPrivate?: boolean;
  /** Hostile text. */
  readonly description?: string;
  /** When something was last pushed, in milliseconds since 1970. */
  readonly pushed?: number;
  /** How many people marked it, where a search tells that. */
  readonly stars?: number;
  /** Whether Docker itself looks after it. */
  readonly isOfficial?: boolean;
};

/** A tag as its vendor's list tells it: a registry's word, good for showing and never written into a file. */
export type TagFacts = {
  readonly digest?: Digest;
  /** Compressed bytes of a pull. */
  readonly size?: number;
  /** When the tag was last pushed, in milliseconds since 1970. */
  readonly pushed?: number;
  readonly platforms?: readonly PlatformFacts[];
  readonly findings?: FindingCounts;
};

/** How many findings the vendor's own scanner reported for what a tag names. */
export type FindingCounts = Readonly<
  Record<"critical" | "high" | "medium" | "low" | "negligible" | "unknown", number>
> & {
  /** Its name and version. Hostile text. */
  readonly scanner?: string;
  /** When the scan ended, in milliseconds since 1970. */
  readonly at?: number;
};

/** One image of a tag's index. */
export type PlatformFacts = {
  readonly platform: Platform;
  readonly digest?: Digest;
  /** Compressed bytes. */
  readonly size?: number;
};
