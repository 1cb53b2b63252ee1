import type { CompareMark } from "../src/protocol/compare.ts";

/** What became of something: a sign, and the word that says the same. */
export const marks: { readonly [Mark in CompareMark]: readonly [sign: string, word: string] } = {
  kept: ["=", "unchanged"],
  moved: ["↕", "moved"],
  changed: ["~", "changed"],
  removed: ["−", "gone"],
  added: ["+", "new"],
};
