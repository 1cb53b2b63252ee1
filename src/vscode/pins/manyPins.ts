/** Pinning and updating many references at once. Pure; knows no VS Code. */
import { mapParallel } from "../../core/async.ts";
import type { Checked } from "../../core/pinning/check.ts";
import { pinEdit, pinSite, type TextEdit } from "../../core/pinning/edit.ts";
import { hasIgnoreComment, isIgnored } from "../../core/pinning/ignore.ts";
import { type Pinnable, pinnableIn, pinnedIn } from "../../core/pinning/plan.ts";
import { keyOfQuestion, nameOf, type Question } from "../../core/pinning/question.ts";
import { type Digest, shortDigest } from "../../core/reference/digest.ts";
import type { Reference } from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import type { Decision } from "./pinDecisions.ts";
import type { PinChange, PinOptions } from "./pinOptions.ts";

/** A place that a digest may be written to, and what is to be found out for it. */
export type Place = {
  readonly pinnable: Pinnable;
  readonly question: Question;
  readonly options: PinOptions;
};

export type Selection = {
  readonly options: PinOptions;
  /** Patterns of images to leave alone; see core/pinning/ignore.ts. */
  readonly ignore: readonly string[];
  /** Only these; absent: all. */
  readonly wants?: ((reference: Reference) => boolean) | undefined;
};

/** References that are looked at at a time; how many requests are on the wire is the http layer's business. */
const concurrency = 16;

/** The places of a document that a change is about: what is not pinned, or the pins that have a tag to follow. */
export function placesToChange(
  change: PinChange,
  { text, occurrences }: Checked,
  { options, ignore, wants = () => true }: Selection,
): readonly Place[] {
  const found = change === "pin" ? pinnableIn(text, occurrences) : pinnedIn(text, occurrences);
  return found.flatMap((pinnable) => {
    const { reference, occurrence } = pinnable;
    const { platform } = occurrence;
    const leave =
      (change === "update" && reference.tag === undefined) ||
      !wants(reference) ||
      isIgnored(reference, ignore) ||
      hasIgnoreComment(text, occurrence);
    const question = { reference, ...(platform !== undefined && { platform }) };
    return leave ? [] : [{ pinnable, question, options }];
  });
}

/** What was decided of each distinct question. */
export class Decisions {
  readonly #decisions = new Map<string, Decision>();

  of(place: Place): Decision | undefined {
    return this.#decisions.get(keyOf(place));
  }

  /** Decides what is not decided yet; `onDecision` gets how many of how many are. Rejects with the signal's reason. */
  async complete(
    places: readonly Place[],
    decide: (place: Place) => Promise<Decision>,
    signal?: AbortSignal,
    onDecision: (place: Place, done: number, total: number) => void = () => {},
  ): Promise<void> {
    const open = places.filter((place) => this.of(place) === undefined);
    const due = [...new Map(open.map((place) => [keyOf(place), place])).values()];
    let done = 0;
    await mapParallel(
      due,
      concurrency,
      async (place) => {
        this.#decisions.set(keyOf(place), await decide(place));
        done++;
        onDecision(place, done, due.length);
      },
      signal,
    );
  }
}

/** An edit, and what it does in one line, sanitised. */
export type LabelledEdit = TextEdit & { readonly label: string };

/** What is to be done in one document; the edits in the order of their places. */
export type Changes = { readonly edits: readonly LabelledEdit[]; readonly decisions: readonly Decision[] };

/** The edits of one document; places of which nothing was decided are left. */
export function changesOf(text: string, places: readonly Place[], decisions: Decisions): Changes {
  const decided = places.flatMap((place) => {
    const decision = decisions.of(place);
    return decision === undefined ? [] : [{ place, decision }];
  });
  const edits = decided.flatMap(({ place, decision }) => {
    const site = pinSite(place.pinnable.occurrence);
    if (!site.ok || decision.kind !== "write") return [];
    const label = labelOf(place.pinnable.reference, decision.digest);
    return [{ ...pinEdit(text, site.span, decision.digest), label }];
  });
  return {
    edits: edits.sort((a, b) => a.start - b.start),
    decisions: decided.map(({ decision }) => decision),
  };
}

/** How many of the edits, which are in their order, a text has after some of them were made. */
export function countMade(text: string, edits: readonly TextEdit[]): number {
  let made = 0;
  let shift = 0;
  for (const { start, end, newText } of edits) {
    if (!text.startsWith(newText, start + shift)) continue;
    made++;
    shift += newText.length - (end - start);
  }
  return made;
}

function labelOf(reference: Reference, digest: Digest): string {
  const name = sanitize(nameOf(reference), 300);
  const now = shortDigest(digest);
  return reference.digest === undefined
    ? `Pin ${name} to ${now}`
    : `Update ${name} from ${shortDigest(reference.digest)} to ${now}`;
}

function keyOf({ question, options }: Place): string {
  return `${keyOfQuestion(question)} ${JSON.stringify(options)}`;
}
