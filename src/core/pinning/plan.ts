/** Pinning many occurrences of one document at once. */
import type { Occurrence } from "../documents/occurrence.ts";
import type { Digest } from "../reference/digest.ts";
import { formatRepository, parseReference, type Reference } from "../reference/reference.ts";
import { hasDigest, pinEdit, pinSite, type TextEdit } from "./edit.ts";

/** The image that an occurrence names, with the defaults of the file; undefined when it names none that can be asked for. */
export function referenceOf(occurrence: Occurrence): Reference | undefined {
  const { status, reference } = occurrence;
  if (reference === null || (status !== "pinnable" && status !== "pinned" && status !== "variable"))
    return undefined;
  const parsed = parseReference(reference);
  return parsed.ok ? parsed.reference : undefined;
}

/** An occurrence that has a place for a digest, does not have one yet, and names an image. */
export type Pinnable = { readonly occurrence: Occurrence; readonly reference: Reference };

/** Everything in the document that can be pinned now, one entry for each place that would be written. */
export function pinnableIn(text: string, occurrences: readonly Occurrence[]): readonly Pinnable[] {
  const sites = new Set<number>();
  return occurrences.flatMap((occurrence) => {
    const site = pinSite(occurrence);
    const reference = referenceOf(occurrence);
    if (!site.ok || reference === undefined || hasDigest(text, site.span) || sites.has(site.span.end))
      return [];
    sites.add(site.span.end);
    return [{ occurrence, reference }];
  });
}

export type PinPlan<Problem> = {
  readonly edits: readonly TextEdit[];
  readonly failures: readonly { readonly pinnable: Pinnable; readonly problem: Problem }[];
};

/** What was learnt of one reference: its digest, or why there is none. */
export type Resolution<Problem> = { readonly digest: Digest } | { readonly problem: Problem };

/**
 * The edits that pin all of `pinnables`. Each distinct reference is asked for once; what cannot be resolved is
 * listed and does not stop the rest.
 */
export async function planPins<Problem>(
  text: string,
  pinnables: readonly Pinnable[],
  resolve: (reference: Reference) => Promise<Resolution<Problem>>,
): Promise<PinPlan<Problem>> {
  const asked = new Map<string, Promise<Resolution<Problem>>>();
  const resolveOnce = (reference: Reference) => {
    const key = `${formatRepository(reference.repository)}:${reference.tag ?? ""}`;
    const answer = asked.get(key) ?? resolve(reference);
    asked.set(key, answer);
    return answer;
  };
  const answers = await Promise.all(
    pinnables.map(async (pinnable) => ({ pinnable, answer: await resolveOnce(pinnable.reference) })),
  );
  return {
    edits: answers.flatMap(({ pinnable, answer }) => {
      const site = pinSite(pinnable.occurrence);
      return "digest" in answer && site.ok ? [pinEdit(text, site.span, answer.digest)] : [];
    }),
    failures: answers.flatMap(({ pinnable, answer }) =>
      "problem" in answer ? [{ pinnable, problem: answer.problem }] : [],
    ),
  };
}
