/** What registries answered about references, kept for those who look often: diagnostics, the Images view, hovers. */
import { mapParallel } from "../async.ts";
import { type Answer, answerTo, keyOfQuestion, type Question } from "./question.ts";
import { type Resolver, remembering } from "./resolver.ts";

/** An answer, and when it was given, in milliseconds since 1970. */
export type Answered = Answer & { readonly asOf: number };

/** Questions that are looked at at a time; how many requests are on the wire is the http layer's business. */
const concurrency = 16;

/** Remembers the last answer to each question. What a registry would not say does not replace what it said before. */
export class PinAnswers {
  readonly #now: () => number;
  readonly #changed: () => void;
  readonly #answers = new Map<string, Answered>();

  /** `changed` is called after answers came in or were forgotten. */
  constructor(changed: () => void, now: () => number = Date.now) {
    this.#changed = changed;
    this.#now = now;
  }

  /** The last answer; undefined when there is none. Asks nobody. */
  known(question: Question): Answered | undefined {
    return this.#answers.get(keyOfQuestion(question));
  }

  /**
   * Asks each distinct question once, but for those answered at `since` (milliseconds since 1970) or later. `onAnswer`
   * is called after each. Rejects only with the signal's reason; what was answered until then is kept.
   */
  async ask(
    questions: readonly Question[],
    resolver: Resolver,
    { since, signal, onAnswer }: AskOptions = {},
  ): Promise<void> {
    const asked = remembering(resolver);
    const isDue = (question: Question) => since === undefined || (this.known(question)?.asOf ?? -1) < since;
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

  /** Forgets everything. */
  clear(): void {
    this.#answers.clear();
    this.#changed();
  }

  #take(key: string, answer: Answer): void {
    const before = this.#answers.get(key);
    const isUnreachable = answer.facts.some(({ code }) => code === "unreachable");
    if (isUnreachable && before !== undefined && !isOnlyUnreachable(before)) return;
    this.#answers.set(key, { ...answer, asOf: this.#now() });
  }
}

export type AskOptions = {
  readonly since?: number;
  readonly signal?: AbortSignal;
  /** Gets the question that was answered, and of how many. */
  readonly onAnswer?: (question: Question, total: number) => void;
};

function isOnlyUnreachable({ facts }: Answer): boolean {
  return facts.length > 0 && facts.every(({ code }) => code === "unreachable");
}
