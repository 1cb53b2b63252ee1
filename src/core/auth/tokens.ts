import { SingleFlight } from "../async.ts";
import type { Token } from "./token.ts";

/** A token, and whether it was got for this very call. */
export type KeptToken = { readonly value: string; readonly fresh: boolean };

type Entry = { readonly value: string; readonly expires: number };

/** Tokens by what they are for, in memory until they expire. Those who ask at the same time share one fetch. */
export class Tokens {
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #flights = new SingleFlight<Token>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The kept token for `key`, or a new one. A fetch that fails is not remembered. */
  async get(
    key: string,
    fetch: (signal: AbortSignal) => Promise<Token>,
    signal: AbortSignal | undefined,
  ): Promise<KeptToken> {
    const entry = this.#entries.get(key);
    if (entry !== undefined && entry.expires > this.#now()) return { value: entry.value, fresh: false };
    const token = await this.#flights.join(key, fetch, signal);
    this.#keep(key, token);
    return { value: token.value, fresh: true };
  }

  /** Drops a token that was not accepted, unless it was replaced meanwhile. */
  drop(key: string, value: string): void {
    if (this.#entries.get(key)?.value === value) this.#entries.delete(key);
  }

  #keep(key: string, { value, lifetime }: Token): void {
    const now = this.#now();
    for (const [other, { expires }] of this.#entries) if (expires <= now) this.#entries.delete(other);
    this.#entries.set(key, { value, expires: now + lifetime * 1000 });
  }
}
