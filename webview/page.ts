import type { Intent } from "../src/protocol.ts";
import type { View } from "./view.ts";

/** What the parts of the page may do beyond showing: tell the host, and remember where the person is. */
export type Page = {
  readonly send: (intent: Intent) => void;
  readonly view: () => View;
  readonly keep: (change: Partial<View>) => void;
};
