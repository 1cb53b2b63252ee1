/** What is wrong with the references of documents: no I/O but through the resolver, each distinct question asked once. */
import { mapParallel } from "../async.ts";
import type { Occurrence } from "../documents/occurrence.ts";
import { isFailure } from "../errors.ts";
import { explainPin, type PinFacts } from "../explainPin.ts";
import { formatPlatform, parsePlatform } from "../oci/platform.ts";
import type { Digest } from "../reference/digest.ts";
import { formatFamiliar, formatReference, type Reference } from "../reference/reference.ts";
import { hasIgnoreComment, isIgnored } from "./ignore.ts";
import { type PinState, pinStateOf } from "./pinState.ts";
import { pinnableIn, referenceOf } from "./plan.ts";
import { platformsOf, serves } from "./platforms.ts";
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
  const questions = new Map(places.flat().map((place) => [keyOf(place), place]));
  const asked = resolver && remembering(resolver);
  const answers = new Map(
    await mapParallel(
      [...questions],
      concurrency,
      async ([key, place]) => [key, asked === undefined ? nothing : await factsOf(asked, place)] as const,
      signal,
    ),
  );
  return places.map((own) => own.flatMap((place) => findingsAt(place, answers.get(keyOf(place)) ?? nothing)));
}

/** An occurrence that names an image; `isUnpinned` when it has a place for a digest that is empty. */
type Place = {
  readonly occurrence: Occurrence;
  readonly reference: Reference;
  readonly isUnpinned: boolean;
};

type Answer = { readonly facts: readonly PinFacts[]; readonly digest?: Digest };

const nothing: Answer = { facts: [] };

function placesIn({ text, occurrences }: Checked, ignore: readonly string[]): readonly Place[] {
  const unpinned = new Set(pinnableIn(text, occurrences).map(({ occurrence }) => occurrence));
  return occurrences.flatMap((occurrence) => {
    const reference = referenceOf(occurrence);
    if (reference === undefined || isIgnored(reference, ignore) || hasIgnoreComment(text, occurrence))
      return [];
    return [{ occurrence, reference, isUnpinned: unpinned.has(occurrence) }];
  });
}

function keyOf({ reference, occurrence: { platform } }: Place): string {
  return `${formatReference(reference)} ${platform ?? ""}`;
}

function findingsAt(
  { occurrence, reference, isUnpinned }: Place,
  { facts, digest }: Answer,
): readonly Finding[] {
  const isGone = facts.some(({ code }) => code === "missing");
  const unpinned: PinFacts = { code: "unpinned", name: nameOf(reference) };
  return [...(isUnpinned && !isGone ? [unpinned] : []), ...facts].map((fact) => ({
    occurrence,
    code: fact.code,
    severity: severities[fact.code],
    message: explainPin(fact),
    ...(digest !== undefined && { digest }),
  }));
}

async function factsOf(resolver: Resolver, { reference, occurrence }: Place): Promise<Answer> {
  const state = await pinStateOf(resolver, reference);
  const facts = factsOfState(state, reference);
  const missing = await missingPlatform(resolver, reference, state, occurrence.platform);
  const now = "now" in state ? state.now : undefined;
  return {
    facts: [...facts, ...(missing === undefined ? [] : [missing])],
    ...(now !== undefined && { digest: now.digest }),
  };
}

function factsOfState(state: PinState, reference: Reference): readonly PinFacts[] {
  const name = nameOf(reference);
  const written = formatFamiliar(reference);
  switch (state.kind) {
    case "unpinned":
    case "current":
      return [];
    case "moved":
      return [{ code: "moved", name, pinned: state.pinned, now: state.now.digest }];
    case "mismatch": {
      const { pinned, by } = state;
      return [{ code: "tag-digest-mismatch", name, tag: reference.tag ?? "", pinned, version: by.version }];
    }
    case "missing": {
      const kept = state.what === "tag" && reference.digest !== undefined;
      return [{ code: "missing", name, written, failure: state.failure, kept }];
    }
    case "unreachable":
      return [{ code: "unreachable", name, written, failure: state.failure }];
  }
}

/** Whether what would run is for the platform that the file asks for. A registry that does not tell is believed. */
async function missingPlatform(
  resolver: Resolver,
  reference: Reference,
  state: PinState,
  asked: string | undefined,
): Promise<PinFacts | undefined> {
  const wanted = asked === undefined ? undefined : parsePlatform(asked);
  if (wanted === undefined || state.kind === "missing" || state.kind === "unreachable") return undefined;
  try {
    const digest = reference.digest ?? state.now.digest;
    const platforms = await platformsOf(resolver, reference.repository, digest);
    if (platforms === undefined || serves(platforms, wanted)) return undefined;
    const name = nameOf(reference);
    const [platform, others] = [formatPlatform(wanted), platforms.map(formatPlatform)];
    return { code: "platform-missing", name, platform, platforms: others };
  } catch (failure) {
    if (isFailure(failure))
      return { code: "unreachable", name: nameOf(reference), written: formatFamiliar(reference), failure };
    throw failure;
  }
}

/** The reference without its digest; with it, when that is all that it has. */
function nameOf(reference: Reference): string {
  const { digest: _, ...tagged } = reference;
  return formatFamiliar(reference.tag === undefined && reference.digest !== undefined ? reference : tagged);
}
