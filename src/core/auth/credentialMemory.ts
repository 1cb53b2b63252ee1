import { createHash } from "node:crypto";
import { SingleFlight } from "../async.ts";
import type { Credential } from "./credential.ts";

/** How long a credential is used before it is looked up again, in milliseconds. */
const memory = 60_000;

/**
 * One registry's credential, looked up at most once a minute: no helper runs for every call, and a `docker login`
 * in a terminal is noticed soon. A lookup that fails is not remembered.
 */
export class CredentialMemory {
  readonly #ask: (signal?: AbortSignal) => Promise<Credential>;
  readonly #now: () => number;
  readonly #flights = new SingleFlight<Credential>();
  #known: { readonly credential: Credential; readonly until: number } | undefined;

  constructor(ask: (signal?: AbortSignal) => Promise<Credential>, now: () => number) {
    this.#ask = ask;
    this.#now = now;
  }

  async get(signal: AbortSignal | undefined): Promise<Credential> {
    if (this.#known !== undefined && this.#known.until > this.#now()) return this.#known.credential;
    const credential = await this.#flights.join("", this.#ask, signal);
    this.#known = { credential, until: this.#now() + memory };
    return credential;
  }

  /** The next call looks the credential up again. */
  forget(): void {
    this.#known = undefined;
  }
}

/** A key that differs for different credentials and does not show them. */
export function accountKey(credential: Credential): string {
  return createHash("sha256").update(JSON.stringify(credential)).digest("hex");
}
