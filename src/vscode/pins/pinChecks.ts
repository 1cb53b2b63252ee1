import type { Event } from "vscode";
import { isAbort } from "../../core/errors.ts";
import type { Answered, AskOptions, PinAnswers } from "../../core/pinning/answers.ts";
import type { AnswersFile } from "../../core/pinning/answersFile.ts";
import type { Question } from "../../core/pinning/question.ts";
import type { Resolver } from "../../core/pinning/resolver.ts";

export type CheckSources = {
  readonly answers: PinAnswers;
  /** Fires when answers came in or were forgotten. */
  readonly onDidChange: Event<void>;
  readonly file: Pick<AnswersFile, "load" | "save" | "clear">;
  readonly resolver: (options: { signal?: AbortSignal; fresh: boolean }) => Resolver;
  /** What the open documents ask. */
  readonly questions: () => Promise<readonly Question[]>;
  /** Whether a registry may be asked although nobody told to. */
  readonly mayAskUnasked: (host: string) => Promise<boolean>;
  /** Milliseconds between checks; 0 when only the user starts one. */
  readonly interval: () => number;
  /** Whether somebody is at the window. */
  readonly isWatched: () => boolean;
  readonly now: () => number;
  /** Gets what is a fault of our own. */
  readonly onFailure: (failure: unknown) => void;
};

/** Milliseconds until a registry that would not say is asked again, when something else gives a reason to look. */
const patience = 5 * 60_000;
/** Milliseconds without anybody at the window after which nothing is checked until somebody is back. */
const longAway = 30 * 60_000;
/** Milliseconds in which answers gather before they are written to disk. */
const savePause = 2000;

/**
 * Keeps the answers about open documents fresh: what is new in them soon after look(), all of it every interval. Quiet:
 * what cannot be asked is remembered as such and no more.
 */
export class PinChecks {
  readonly #sources: CheckSources;
  readonly #closed = new AbortController();
  readonly #listener: { dispose(): void };
  #restored: Promise<void> | undefined;
  #round: AbortController | undefined;
  #isDue = false;
  #soon: NodeJS.Timeout | undefined;
  #next: NodeJS.Timeout | undefined;
  #saving: NodeJS.Timeout | undefined;
  #watchedAt: number;
  #isPaused = false;

  constructor(sources: CheckSources) {
    this.#sources = sources;
    this.#watchedAt = sources.now();
    this.#listener = sources.onDidChange(() => this.#saveSoon());
    this.restart();
  }

  /** Fires when answers came in or were forgotten. */
  get onDidChange(): Event<void> {
    return this.#sources.onDidChange;
  }

  /** The last answer to a question; undefined when there is none. Asks nobody. */
  known(question: Question): Answered | undefined {
    return this.#sources.answers.known(question);
  }

  /** Whether the registry would not say when it was last asked. */
  isRefused(question: Question): boolean {
    return this.#sources.answers.isRefused(question);
  }

  /**
   * Asks because the user wants it, each distinct question once; `fresh` asks registries what tags name, whatever is
   * remembered. Rejects only with the signal's reason.
   */
  async check(
    questions: readonly Question[],
    { fresh = true, ...options }: Omit<AskOptions, "since"> & { readonly fresh?: boolean } = {},
  ): Promise<void> {
    await this.#restore();
    const { signal } = options;
    await this.#sources.answers.ask(
      questions,
      this.#sources.resolver({ fresh, ...(signal && { signal }) }),
      options,
    );
  }

  /** Checks what is new in the open documents, in so many milliseconds; from the last call on. */
  look(wait: number): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#start(this.#sources.interval()), wait);
  }

  /** Takes in that somebody came to the window or left it. */
  watch(): void {
    this.#watchedAt = this.#sources.now();
    if (!this.#isPaused || !this.#sources.isWatched()) return;
    this.#isPaused = false;
    this.look(0);
  }

  /** Takes in another interval. One of 0 ends a check that is under way. */
  restart(): void {
    clearTimeout(this.#next);
    const interval = this.#sources.interval();
    if (interval === 0) this.#round?.abort();
    else this.#next = setTimeout(() => this.#tick(), interval);
  }

  /** Forgets everything, on disk, too. Rejects with the system's error when the disk refuses. */
  async clear(): Promise<void> {
    this.#sources.answers.clear();
    clearTimeout(this.#saving);
    await this.#sources.file.clear();
  }

  dispose(): void {
    this.#closed.abort();
    this.#round?.abort();
    for (const timer of [this.#soon, this.#next, this.#saving]) clearTimeout(timer);
    this.#listener.dispose();
  }

  #tick(): void {
    const { now, isWatched, interval } = this.#sources;
    if (isWatched()) this.#watchedAt = now();
    this.#isPaused = now() - this.#watchedAt > longAway;
    // Half an interval: what was asked a little after the last tick must not wait for the next one.
    if (!this.#isPaused) this.#start(interval() / 2);
    this.restart();
  }

  /** One check at a time; what comes up meanwhile is looked at afterwards. */
  #start(life: number): void {
    if (this.#round !== undefined) {
      this.#isDue = true;
      return;
    }
    const round = new AbortController();
    this.#round = round;
    this.#checkOpen(life, round.signal)
      .catch((failure: unknown) => isAbort(failure) || this.#sources.onFailure(failure))
      .finally(() => {
        this.#round = undefined;
        if (!this.#isDue) return;
        this.#isDue = false;
        if (!this.#closed.signal.aborted) this.#start(this.#sources.interval());
      });
  }

  /** Asks what was not asked for `life` milliseconds. What was never asked may be known from a look a moment ago. */
  async #checkOpen(life: number, signal: AbortSignal): Promise<void> {
    await this.#restore();
    const { answers, questions, resolver, now, interval } = this.#sources;
    if (interval() === 0) return;
    const isDue = (question: Question) => {
      const since = answers.isRefused(question) ? Math.min(life, patience) : life;
      return (answers.askedAt(question) ?? Number.NEGATIVE_INFINITY) <= now() - since;
    };
    const due = await this.#allowed((await questions()).filter(isDue));
    signal.throwIfAborted();
    const isNew = (question: Question) => answers.askedAt(question) === undefined;
    const [first, again] = [due.filter(isNew), due.filter((question) => !isNew(question))];
    await answers.ask(first, resolver({ fresh: false, signal }), { signal });
    await answers.ask(again, resolver({ fresh: true, signal }), { signal });
  }

  async #allowed(questions: readonly Question[]): Promise<readonly Question[]> {
    const hosts = new Set(questions.map(({ reference }) => reference.repository.registry));
    const allowed = new Set<string>();
    for (const host of hosts) if (await this.#sources.mayAskUnasked(host)) allowed.add(host);
    return questions.filter(({ reference }) => allowed.has(reference.repository.registry));
  }

  #restore(): Promise<void> {
    const { answers, file } = this.#sources;
    this.#restored ??= file.load().then((kept) => answers.restore(kept));
    return this.#restored;
  }

  #saveSoon(): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.#sources.file.save(this.#sources.answers.kept()), savePause);
  }
}
