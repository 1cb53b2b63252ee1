import { isAbort, type RegistryError } from "../errors.ts";
import type { Call } from "./call.ts";

/** Why a call waits before it is sent again. */
export type WaitReason = "rateLimited" | "unavailable" | "network";

/** How waiting is done and told. */
export type Waiting = {
  /** Told of every wait, for a visible countdown. */
  readonly onWait: (host: string, milliseconds: number, reason: WaitReason) => void;
  readonly delay: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly now: () => number;
};

/** The longest `Retry-After` that is waited for, in milliseconds. */
const longestWait = 60_000;

/** Hosts that said when to ask again. */
export class Closures {
  readonly #failures = new Map<string, RegistryError>();
  readonly #waiting: Waiting;

  constructor(waiting: Waiting) {
    this.#waiting = waiting;
  }

  /** Closes the host until the failure's `retryAt`, if it has one. */
  remember(host: string, failure: RegistryError): void {
    if (failure.retryAt !== undefined) this.#failures.set(host, failure);
  }

  /** Whether the host is closed for longer than anyone waits. */
  isClosedLong(host: string): boolean {
    return this.#remaining(host) > longestWait;
  }

  /**
   * Waits until the host is open. Fails as the host did when that is too long, or when the call's deadline passes
   * first; with the signal's reason when the call is cancelled.
   */
  async pass({ url: { host }, signal }: Call): Promise<void> {
    const failure = this.#failures.get(host);
    const remaining = this.#remaining(host);
    if (failure === undefined || remaining <= 0) return;
    if (remaining > longestWait) throw failure;
    this.#waiting.onWait(host, remaining, waitReason(failure.status));
    try {
      await this.#waiting.delay(remaining, signal);
    } catch (reason) {
      throw isAbort(reason) ? reason : failure;
    }
  }

  #remaining(host: string): number {
    const remaining = (this.#failures.get(host)?.retryAt ?? 0) - this.#waiting.now();
    if (remaining <= 0) this.#failures.delete(host);
    return remaining;
  }
}

/** Why one waits after an answer with this status. */
export function waitReason(status: number | undefined): WaitReason {
  return status === 429 ? "rateLimited" : "unavailable";
}
