/** What two readers find in the same file, held against each other and against the written reasons. */
import type { Occurrence, OccurrenceStatus } from "../../src/core/documents/occurrence.ts";

/** What is an image, or an artifact, to be had from a registry. */
const wanted: ReadonlySet<OccurrenceStatus> = new Set([
  "pinnable",
  "pinned",
  "variable",
  "templated",
  "feature",
]);

export type Comparison = {
  readonly theirs: number;
  readonly ours: number;
  readonly both: number;
  /** What only the other reader finds, as often as it finds it. */
  readonly onlyTheirs: readonly string[];
  readonly onlyOurs: readonly string[];
};

/** Holds every reference that another reader found against one occurrence, of that reference or else of that text. */
export function compare(theirs: readonly string[], occurrences: readonly Occurrence[]): Comparison {
  const ours = occurrences.filter(({ status }) => wanted.has(status));
  const byReference = takeAway(theirs, ours, ({ reference }) => reference);
  const byText = takeAway(byReference.theirs, byReference.ours, ({ text }) => text);
  const both = theirs.length - byText.theirs.length;
  const onlyOurs = byText.ours.map(({ text }) => text);
  return { theirs: theirs.length, ours: ours.length, both, onlyTheirs: byText.theirs, onlyOurs };
}

/** What is left of both when those that are spelled alike have been taken away, one for one. */
function takeAway(
  theirs: readonly string[],
  occurrences: readonly Occurrence[],
  spell: (occurrence: Occurrence) => string | null,
) {
  const ours = [...occurrences];
  const left = theirs.filter((found) => {
    const place = ours.findIndex((occurrence) => spell(occurrence) === found);
    if (place !== -1) ours.splice(place, 1);
    return place === -1;
  });
  return { theirs: left, ours };
}

/** One thing that a file has for the other reader and, for the reason written above it, not for ours. */
export type Excuse = { readonly file: string; readonly what: string };

/**
 * Reads the written reasons: sections of Markdown, each with its reason in words and a list of
 * "- `FILE`: `WHAT`". Throws when a list has no reason above it.
 */
export function parseReasons(markdown: string): readonly Excuse[] {
  return markdown.split(/^## /m).flatMap((section) => {
    const [title = "", ...lines] = section.split("\n");
    const items = lines.flatMap((line) => {
      const [, file, what] = /^- `([^`]+)`: `([^`]+)`$/.exec(line) ?? [];
      return file === undefined || what === undefined ? [] : [{ file, what }];
    });
    const words = lines.filter((line) => line.trim() !== "" && !line.startsWith("- "));
    if (items.length > 0 && words.length === 0) throw new Error(`"${title}" has a list and no reason.`);
    return items;
  });
}

/** What has no reason, and the reasons that nothing has any more. */
export function settle(found: readonly Excuse[], excuses: readonly Excuse[]) {
  const spelled = ({ file, what }: Excuse) => `${file}: ${what}`;
  const left = excuses.map(spelled);
  const unexplained = found.map(spelled).filter((one) => {
    const place = left.indexOf(one);
    if (place !== -1) left.splice(place, 1);
    return place === -1;
  });
  return { unexplained, stale: left };
}
