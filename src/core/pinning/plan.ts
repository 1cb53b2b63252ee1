/** Pinning many occurrences of one document at once. */
import type { Occurrence, Site } from "../documents/occurrence.ts";
import type { Digest } from "../reference/digest.ts";
import { formatReference, formatRepository, parseReference, type Reference } from "../reference/reference.ts";
import { hasDigest, pinEdit, pinSite, type TextEdit } from "./edit.ts";

/** The image that an occurrence names, with the defaults of the file; undefined when it names none that can be asked for. */
export function referenceOf(occurrence: Occurrence): Reference | undefined {
  const { status, reference } = occurrence;
  if (reference === null || (status !== "pinnable" && status !== "pinned" && status !== "variable"))
    return undefined;
  const parsed = parseReference(reference);
  return parsed.ok ? parsed.reference : undefined;
}

/** An occurrence that has a place for a digest and names an image. */
export type Pinnable = { readonly occurrence: Occurrence; readonly reference: Reference };

/** Everything in the document that can be pinned now, one entry for each place that would be written. */
export function pinnableIn(text: string, occurrences: readonly Occurrence[]): readonly Pinnable[] {
  return placesIn(occurrences, (site) => !hasDigest(text, site));
}

/** Everything in the document whose pin could be made to follow its tag, one entry for each place that would be written. */
export function pinnedIn(text: string, occurrences: readonly Occurrence[]): readonly Pinnable[] {
  return placesIn(occurrences, (site) => hasDigest(text, site));
}

export type PinPlan<Problem> = {
  /** What was learnt of each, in their order. */
  readonly outcomes: readonly Outcome<Problem>[];
  readonly edits: readonly TextEdit[];
  readonly failures: readonly { readonly pinnable: Pinnable; readonly problem: Problem }[];
};

export type Outcome<Problem> = { readonly pinnable: Pinnable; readonly resolution: Resolution<Problem> };

/** What was learnt of one reference: the digest to write, or why there is none. */
export type Resolution<Problem> = { readonly digest: Digest } | { readonly problem: Problem };

type Resolve<Problem> = (reference: Reference) => Promise<Resolution<Problem>>;

/** A document, and what is to be changed in it. */
export type Planned = { readonly text: string; readonly pinnables: readonly Pinnable[] };

/**
 * The edits that give all of `pinnables` the digests that `resolve` finds. Each distinct reference is asked for once;
 * what cannot be resolved is listed and does not stop the rest.
 */
export async function planPins<Problem>(
  text: string,
  pinnables: readonly Pinnable[],
  resolve: Resolve<Problem>,
): Promise<PinPlan<Problem>> {
  const resolveOnce = once(resolve);
  const outcomes = await Promise.all(
    pinnables.map(async (pinnable) => ({ pinnable, resolution: await resolveOnce(pinnable.reference) })),
  );
  return {
    outcomes,
    edits: outcomes.flatMap(({ pinnable, resolution }) => {
      const site = pinSite(pinnable.occurrence);
      return "digest" in resolution && site.ok ? [pinEdit(text, site.span, resolution.digest)] : [];
    }),
    failures: outcomes.flatMap(({ pinnable, resolution }) =>
      "problem" in resolution ? [{ pinnable, problem: resolution.problem }] : [],
    ),
  };
}

/** The plans of many documents, in their order. Each distinct reference of all of them is asked for once. */
export function planDocuments<Problem>(
  documents: readonly Planned[],
  resolve: Resolve<Problem>,
): Promise<readonly PinPlan<Problem>[]> {
  const resolveOnce = once(resolve);
  return Promise.all(documents.map(({ text, pinnables }) => planPins(text, pinnables, resolveOnce)));
}

function once<Problem>(resolve: Resolve<Problem>): Resolve<Problem> {
  const asked = new Map<string, Promise<Resolution<Problem>>>();
  return (reference) => {
    const { tag = "latest", digest } = reference;
    const key =
      digest === undefined ? `${formatRepository(reference.repository)}:${tag}` : formatReference(reference);
    const answer = asked.get(key) ?? resolve(reference);
    asked.set(key, answer);
    return answer;
  };
}

/** The occurrences that name an image and have a place for its digest, the first of those that share a place. */
function placesIn(occurrences: readonly Occurrence[], wanted: (site: Site) => boolean): readonly Pinnable[] {
  const sites = new Set<number>();
  return occurrences.flatMap((occurrence) => {
    const site = pinSite(occurrence);
    const reference = referenceOf(occurrence);
    if (!site.ok || reference === undefined || !wanted(site.span) || sites.has(site.span.end)) return [];
    sites.add(site.span.end);
    return [{ occurrence, reference }];
  });
}
