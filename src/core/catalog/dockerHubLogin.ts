/** Logging in at the API of Docker Hub's website, which takes no token of the registry's token server. */
import type { Credential } from "../auth/credential.ts";
import { accountKey, CredentialMemory } from "../auth/credentialMemory.ts";
import { type KeptToken, Tokens } from "../auth/tokens.ts";
import { RegistryError } from "../errors.ts";
import { drain } from "../http/body.ts";
import type { Call, Send } from "../http/call.ts";
import { fetchHubToken } from "./dockerHubToken.ts";

type Account = Extract<Credential, { kind: "basic" }>;

export type HubLoginOptions = {
  /** The website's root. */
  readonly base: URL;
  /** Sends without any login. */
  readonly send: Send;
  /** Looks up the login; asked at most once a minute. */
  readonly credential: (signal?: AbortSignal) => Promise<Credential>;
  readonly now?: () => number;
};

/** Answers that may be others for somebody who is known: private repositories count as missing. */
const refusals: ReadonlySet<number> = new Set([401, 403, 404]);

/**
 * One account's login. The password is exchanged for a token when the first call needs it; the token is kept in memory
 * until shortly before it expires, and renewed once when it is refused. A password that was refused is not sent again
 * until it changes. Identity tokens mean nothing here: they count as no login.
 */
export class HubLogin {
  readonly #base: URL;
  readonly #send: Send;
  readonly #credential: CredentialMemory;
  readonly #tokens: Tokens;
  #isUsed = false;
  #rejected: { readonly account: string; readonly failure: RegistryError } | undefined;

  constructor({ base, send, credential, now = Date.now }: HubLoginOptions) {
    this.#base = base;
    this.#send = send;
    this.#credential = new CredentialMemory(credential, now);
    this.#tokens = new Tokens(now);
  }

  /** Logs in unless that is done; the user's name, or undefined when there is no login. */
  async signIn(signal?: AbortSignal): Promise<string | undefined> {
    const account = await this.#account(signal);
    if (account !== undefined) await this.#token(account, signal);
    return account?.username;
  }

  /** Sends signed in; without a login rejects with RegistryError `unauthorized` with the code `loginRequired`. */
  readonly signedIn: Send = async (call) => {
    const account = await this.#account(call.signal);
    if (account !== undefined) return this.#sendAs(account, call);
    throw new RegistryError("unauthorized", this.#base.host, { code: "loginRequired" });
  };

  /** Sends bare, and signed in when that is refused; signed in at once after the login was of use. */
  readonly ifRefused: Send = async (call) => {
    const response = this.#isUsed ? undefined : await this.#send(call);
    if (response !== undefined && !refusals.has(response.status)) return response;
    const account = await this.#account(call.signal);
    if (account === undefined) return response ?? this.#send(call);
    if (response !== undefined) await drain(response);
    return this.#sendAs(account, call);
  };

  async #account(signal: AbortSignal | undefined): Promise<Account | undefined> {
    const credential = await this.#credential.get(signal);
    return credential.kind === "basic" ? credential : undefined;
  }

  async #sendAs(account: Account, call: Call): Promise<Response> {
    const token = await this.#token(account, call.signal);
    const response = await this.#send(withToken(call, token));
    if (response.status !== 401 || token.fresh) return response;
    await drain(response);
    this.#tokens.drop(accountKey(account), token.value);
    return this.#send(withToken(call, await this.#token(account, call.signal)));
  }

  async #token(account: Account, signal: AbortSignal | undefined): Promise<KeptToken> {
    const key = accountKey(account);
    if (this.#rejected?.account === key) throw this.#rejected.failure;
    const token = await this.#tokens.get(key, (shared) => this.#fetch(account, key, shared), signal);
    this.#isUsed = true;
    return token;
  }

  async #fetch(account: Account, key: string, signal: AbortSignal) {
    try {
      return await fetchHubToken({ base: this.#base, send: this.#send }, account, signal);
    } catch (failure) {
      if (failure instanceof RegistryError && failure.kind === "unauthorized") {
        this.#rejected = { account: key, failure };
        this.#isUsed = false;
        this.#credential.forget();
      }
      throw failure;
    }
  }
}

function withToken(call: Call, { value }: KeptToken): Call {
  return { ...call, headers: { ...call.headers, authorization: `Bearer ${value}` } };
}
