/** Which newer base of an image would have fewer findings, in the findings tab. */
import type { FindingsCount } from "./shown.ts";

/** What can be done about it; each is asked for by the user. */
export type RebaseIntent =
  /** To ask the registry of the base for newer ones. */
  | { readonly type: "findNewerBases" }
  /** To scan those that were found, by the program that the page has named. */
  | { readonly type: "scanBases" }
  /** To copy the pinned reference of the row at this place. */
  | { readonly type: "copyBase"; readonly row: number };

/** How far it is. */
export type DetailsRebase =
  /** Something else comes first: finding the base, which may be under way, or a scan of the image. */
  | { readonly kind: "base"; readonly text: string; readonly isFinding: boolean }
  | { readonly kind: "unscanned"; readonly text: string }
  | {
      readonly kind: "open";
      /** What the button would do, and whom it asks. */
      readonly text: string;
      /** Why the last try came to nothing, and what to do. */
      readonly problem?: string;
    }
  | { readonly kind: "looking"; readonly text: string }
  | {
      readonly kind: "found";
      /** What came of it: what could be scanned, or which has the fewest findings. */
      readonly text: string;
      readonly notes: readonly string[];
      /** The scans that are left to do. */
      readonly scan?: RebaseScan;
      /** The base as it is used first; none when there is no newer one. */
      readonly rows: readonly RebaseRow[];
    };

export type RebaseScan =
  | {
      readonly kind: "idle";
      /** `Scan 4 images`. */
      readonly label: string;
      /** What it costs, and by which program. */
      readonly text: string;
      readonly problem?: string;
    }
  | { readonly kind: "running"; readonly text: string };

export type RebaseRow = {
  /** `debian:12-slim`. */
  readonly name: string;
  readonly digest: string;
  /** `as it is used`, `the same tag now`, `newer`. */
  readonly role: string;
  /** The fewest findings of all, fewer than the base has. */
  readonly isBest: boolean;
  /** Absent until it was scanned. */
  readonly findings?: readonly FindingsCount[];
  /** What it would change; absent for the base, and until both were scanned. */
  readonly change?: {
    readonly fixed: readonly FindingsCount[];
    readonly introduced: readonly FindingsCount[];
  };
};
