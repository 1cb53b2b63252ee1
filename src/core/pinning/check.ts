/** What is wrong with the references of documents: no I/O but through the resolver, each distinct question asked once. */
import { mapParallel } from "../async.ts";
import type { Occurrence } from "../documents/occurrence.ts";
import { explainPin, type PinFacts } from "../explainPin.ts";
import type { Digest } from "../reference/digest.ts";
import { unpinnedElsewhere } from "./elsewhere.ts";
import { hasIgnoreComment, isIgnored } from "./ignore.ts";
import { pinnableIn, referenceOf } from "./plan.ts";
import { type Answer, answerTo, keyOfQuestion, nameOf, type Question } from "./question.ts";
import { type Resolver, remembering } from "./resolver.ts";

export type FindingCode = PinFacts["code"];
export type Severity = "hint" | "information" | "warning" | "error";

/** How much each finding matters unless the user says otherwise. */
export const severities: { readonly [Code in FindingCode]: Severity } = {
  unpinned: "hint",
  moved: "information",
  missing: "error",
  "platform-missing": "warning",
  "tag-digest-mismatch": "warning",
  "single-platform": "information",
  unreachable: "warning",
};

export type Finding = {
  readonly occurrence: Occurrence;
  readonly code: FindingCode;
  readonly severity: Severity;
  /** One line, sanitised. */
  readonly message: string;
  /** What the reference's tag names now, as the registry says; without a tag, its digest. */
  readonly digest?: Digest;
};

/** A document that was read. */
export type Checked = { readonly text: string; readonly occurrences: readonly Occurrence[] };

export type CheckOptions = {
  /** Patterns of images that nothing is to be said of; see ignore.ts. */
  readonly ignore?: readonly string[];
  readonly signal?: AbortSignal;
};

/** References that are looked at at a time; how many requests are on the wire is the http layer's business. */
const concurrency = 16;

/**
 * The findings of each document, in the order of their places. Without a resolver nothing is asked, and only what the
 * files tell is found. Rejects only with the signal's reason.
 */
export async function check(
  documents: readonly Checked[],
  resolver: Resolver | undefined,
  { ignore = [], signal }: CheckOptions = {},
): Promise<readonly (readonly Finding[])[]> {
  const places = documents.map((document) => placesIn(document, ignore));
  const questions = new Map(places.flat().map(({ question }) => [keyOfQuestion(question), question]));
  const asked = resolver && remembering(resolver);
  const answers = new Map(
    await mapParallel(
      [...questions],
      concurrency,
      async ([key, question]) =>
        [key, asked === undefined ? nothing : await answerTo(asked, question)] as const,
      signal,
    ),
  );
  return places.map((own) =>
    own.flatMap((place) => findingsAt(place, answers.get(keyOfQuestion(place.question)) ?? nothing)),
  );
}

const nothing: Answer = { facts: [] };

/** An occurrence that there may be something to say of. */
export type Place = {
  readonly occurrence: Occurrence;
  readonly question: Question;
  /** Whether it has a place for a digest that is empty, in its own file or in one that sets its variable. */
  readonly isUnpinned: boolean;
};

/** The places of a document that name images and are not ignored. */
export function placesIn({ text, occurrences }: Checked, ignore: readonly string[]): readonly Place[] {
  const pinnable = pinnableIn(text, occurrences).map(({ occurrence }) => occurrence);
  const unpinned = new Set([...pinnable, ...unpinnedElsewhere(occurrences)]);
  return occurrences.flatMap((occurrence) => {
    const reference = referenceOf(occurrence);
    if (reference === undefined || isIgnored(reference, ignore) || hasIgnoreComment(text, occurrence))
      return [];
    const { platform, platforms } = occurrence;
    const question = {
      reference,
      ...(platform !== undefined && { platform }),
      // For what is not pinned, it makes no difference to what is asked.
      ...(platforms !== undefined && reference.digest !== undefined && { platforms }),
    };
    return [{ occurrence, question, isUnpinned: unpinned.has(occurrence) }];
  });
}

/** What there is to say of a place: what its file tells, and what was answered. With `now`, ages instead of dates. */
export function findingsAt(
  { occurrence, question, isUnpinned }: Place,
  { facts, digest }: Answer = nothing,
  now?: number,
): readonly Finding[] {
  const isGone = facts.some(({ code }) => code === "missing");
  const unpinned: PinFacts = { code: "unpinned", name: nameOf(question.reference) };
  return [...(isUnpinned && !isGone ? [unpinned] : []), ...facts].map((fact) => ({
    occurrence,
    code: fact.code,
    severity: severities[fact.code],
    message: explainPin(fact, now),
    ...(digest !== undefined && { digest }),
  }));
}
