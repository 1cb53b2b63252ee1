/** What registries answered about references, kept for those who look often: diagnostics, the Images view, hovers. */
import { mapParallel } from "../async.ts";
import { formatFamiliar, formatReference, type Reference } from "../reference/reference.ts";
import { isMissing } from "./pinState.ts";
import { type Answer, answerTo, keyOfQuestion, nameOf, type Question } from "./question.ts";
import { type Resolver, remembering } from "./resolver.ts";

/** An answer, and when it was given, in milliseconds since 1970. */
export type Answered = Answer & { readonly asOf: number };

/** A question's key with its last answer. */
export type KeptAnswer = readonly [key: string, answer: Answered];

/** Questions that are looked at at a time; how many requests are on the wire is the http layer's business. */
const concurrency = 16;

/**
 * Remembers the last answer to each question. What a registry would not say does not replace what it said before. It is
 * a memory, never proof of what a tag names now: what is written into a file is looked up anew.
 */
export class PinAnswers {
  readonly #now: () => number;
  readonly #changed: () => void;
  readonly #answers = new Map<string, Answered>();
  /** When a registry last would not say, by question: since then the answer is older than the asking. */
  readonly #refused = new Map<string, number>();

  /** `changed` is called after answers came in or were forgotten. */
  constructor(changed: () => void, now: () => number = Date.now) {
    this.#changed = changed;
    this.#now = now;
  }

  /** The last answer; undefined when there is none. Asks nobody. */
  known(question: Question): Answered | undefined {
    return this.#answers.get(keyOfQuestion(question)) ?? this.#gone(question.reference);
  }

  /** Whether a registry would not say the last time that it was asked, whatever it said before. */
  isRefused(question: Question): boolean {
    return this.#refused.has(keyOfQuestion(question));
  }

  /** When a question was last asked, answered or not, in milliseconds since 1970. */
  askedAt(question: Question): number | undefined {
    return this.#refused.get(keyOfQuestion(question)) ?? this.known(question)?.asOf;
  }

  /**
   * Asks each distinct question once, but for those asked at `since` (milliseconds since 1970) or later. `onAnswer`
   * is called after each. Rejects only with the signal's reason; what was answered until then is kept.
   */
  async ask(
    questions: readonly Question[],
    resolver: Resolver,
    { since, signal, onAnswer }: AskOptions = {},
  ): Promise<void> {
    const asked = remembering(resolver);
    const isDue = (question: Question) => since === undefined || (this.askedAt(question) ?? -1) < since;
    const due = new Map(questions.filter(isDue).map((question) => [keyOfQuestion(question), question]));
    try {
      await mapParallel(
        [...due],
        concurrency,
        async ([key, question]) => {
          this.#take(key, await answerTo(asked, question));
          onAnswer?.(question, due.size);
        },
        signal,
      );
    } finally {
      if (due.size > 0) this.#changed();
    }
  }

  /** Takes in what a look at one reference found: that its registry does not have it, or, without a failure, that it does. */
  note(reference: Reference, failure?: unknown): void {
    const key = formatReference(reference);
    if (isMissing(failure)) {
      if (this.#gone(reference) !== undefined) return;
      const fact = { code: "missing", name: nameOf(reference), written: formatFamiliar(reference) } as const;
      this.#forget(key);
      this.#set(keyOfQuestion({ reference }), { facts: [{ ...fact, failure, kept: false }] });
      this.#changed();
    } else if (failure === undefined && this.#gone(reference) !== undefined) {
      this.#forget(key);
      this.#changed();
    }
  }

  /** All answers that can be kept for the next start. */
  kept(): readonly KeptAnswer[] {
    return [...this.#answers].filter(([, answer]) => !isUnreachable(answer));
  }

  /** Takes answers of an earlier time in, where there is no newer one. */
  restore(kept: readonly KeptAnswer[]): void {
    for (const [key, answer] of kept)
      if (answer.asOf > (this.#answers.get(key)?.asOf ?? -1)) this.#answers.set(key, answer);
    if (kept.length > 0) this.#changed();
  }

  /** Forgets everything. */
  clear(): void {
    this.#answers.clear();
    this.#refused.clear();
    this.#changed();
  }

  /** The answer that there is no such thing, whatever platform was asked for. */
  #gone(reference: Reference): Answered | undefined {
    const answer = this.#answers.get(keyOfQuestion({ reference }));
    return isGone(answer) ? answer : undefined;
  }

  /** Forgets the answers about a reference, for all platforms. */
  #forget(reference: string): void {
    for (const key of this.#answers.keys()) if (key.startsWith(`${reference} `)) this.#answers.delete(key);
  }

  #take(key: string, answer: Answer): void {
    const before = this.#answers.get(key);
    // The reference without a platform, which a look elsewhere may have found missing.
    const plain = key.slice(0, key.indexOf(" ") + 1);
    if (!isUnreachable(answer) && !isGone(answer) && isGone(this.#answers.get(plain)))
      this.#answers.delete(plain);
    if (isUnreachable(answer)) this.#refused.set(key, this.#now());
    else this.#refused.delete(key);
    if (isUnreachable(answer) && before !== undefined && !isOnlyUnreachable(before)) return;
    this.#set(key, answer);
  }

  #set(key: string, answer: Answer): void {
    this.#answers.set(key, { ...answer, asOf: this.#now() });
  }
}

export type AskOptions = {
  readonly since?: number;
  readonly signal?: AbortSignal;
  /** Gets the question that was answered, and of how many. */
  readonly onAnswer?: (question: Question, total: number) => void;
};

function isGone(answer: Answer | undefined): boolean {
  return answer?.facts.some((fact) => fact.code === "missing" && !fact.kept) ?? false;
}

function isOnlyUnreachable({ facts }: Answer): boolean {
  return facts.length > 0 && facts.every(({ code }) => code === "unreachable");
}

function isUnreachable({ facts }: Answer): boolean {
  return facts.some(({ code }) => code === "unreachable");
}
