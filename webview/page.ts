import type { CompareIntent } from "../src/protocol/compare.ts";
import type { Intent } from "../src/protocol/details.ts";
import type { CompareScroll, View } from "./view.ts";

/** What the parts of the page may do beyond showing: tell the host, and remember where the person is. */
export type Page<Sent = Intent, Kept = View> = {
  readonly send: (intent: Sent) => void;
  readonly view: () => Kept;
  readonly keep: (change: Partial<Kept>) => void;
};

/** The page of what changed. */
export type ComparePage = Page<CompareIntent, CompareScroll>;
