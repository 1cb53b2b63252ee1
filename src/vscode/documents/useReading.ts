/** What a document's occurrences are for the index of the workspace: small values that keep nothing of the text alive. */
import type { Occurrence } from "../../core/documents/occurrence.ts";
import { placesIn } from "../../core/pinning/check.ts";
import { hasDigest, pinSite } from "../../core/pinning/edit.ts";
import { hasIgnoreComment } from "../../core/pinning/ignore.ts";
import { referenceOf } from "../../core/pinning/plan.ts";
import { nameOf, type Question } from "../../core/pinning/question.ts";
import { sanitize } from "../../core/text.ts";
import type { TextPlace, Use } from "./imageUses.ts";

/** UTF-16 units shown of what is written where no image is named. */
const longestText = 200;

/**
 * The uses of a document in the order of their places. Build stages, names of what is built, the empty image and dev
 * container features are none.
 */
export function usesIn(text: string, occurrences: readonly Occurrence[]): readonly Use[] {
  const wanted = occurrences.filter(isUse);
  if (wanted.length === 0) return [];
  const placeOf = placing(text);
  const asked = new Map(
    placesIn({ text, occurrences: wanted }, []).map(({ occurrence, question }) => [occurrence, question]),
  );
  return wanted.map((occurrence) => {
    const question = asked.get(occurrence) ?? silencedQuestion(occurrence);
    return {
      start: occurrence.start,
      from: placeOf(occurrence.start),
      to: placeOf(occurrence.start + lengthWithoutDigest(occurrence.text)),
      name: question === undefined ? writtenIn(occurrence) : copied(nameOf(question.reference)),
      ...(question !== undefined && { question: copied(question) }),
      pin: pinOf(text, occurrence, question),
      isSilenced: hasIgnoreComment(text, occurrence),
    };
  });
}

/** Nobody asks it, but it names an image. */
function silencedQuestion(occurrence: Occurrence): Question | undefined {
  const reference = referenceOf(occurrence);
  return reference && { reference };
}

function lengthWithoutDigest(text: string): number {
  const at = text.indexOf("@sha");
  return at === -1 ? text.length : at;
}

/** The occurrence that a use was read from, in what its document holds by now: the nearest of the same name. */
export function occurrenceOf(use: Use, occurrences: readonly Occurrence[]): Occurrence | undefined {
  const distance = ({ start }: Occurrence) => Math.abs(start - use.start);
  const same = occurrences.filter((occurrence) => {
    const reference = referenceOf(occurrence);
    return reference !== undefined && nameOf(reference) === use.name;
  });
  return same.sort((one, other) => distance(one) - distance(other))[0];
}

function pinOf(text: string, occurrence: Occurrence, question: Question | undefined): Use["pin"] {
  if (question?.reference.digest !== undefined) return "pinned";
  const site = pinSite(occurrence);
  if (!site.ok) return site.refusal;
  if (question === undefined) return "notAReference";
  return hasDigest(text, site.span) ? "pinned" : "unpinned";
}

function isUse({ status }: Occurrence): boolean {
  return status !== "stage" && status !== "scratch" && status !== "built" && status !== "feature";
}

/** A login in a name is refused by every tool, but it may be a true one: it is not shown again. */
function writtenIn({ text }: Occurrence): string {
  return copied(sanitize(text.replace(/(^|\/)[^/@]*@(?=[^/]*\/)/, "$1…@"), longestText));
}

/** The same value of strings of its own: parts of a text keep all of it in memory. */
function copied<Value extends string | Question>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

/** Gives the places of offsets; lines end as editors see it. */
function placing(text: string): (offset: number) => TextPlace {
  const starts = [0];
  for (const { index, 0: lineEnd } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + lineEnd.length);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low, character: offset - (starts[low] ?? 0) };
  };
}
