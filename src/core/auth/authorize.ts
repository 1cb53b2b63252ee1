import { abortable } from "../async.ts";
import { RegistryError } from "../errors.ts";
import type { Lookup } from "../http/addresses.ts";
import { drain } from "../http/body.ts";
import type { Call, Middleware, Send } from "../http/call.ts";
import { deadline } from "../http/deadline.ts";
import { type Challenge, chooseMethod, type LoginMethod, parseChallenges } from "./challenge.ts";
import { anonymous, type Credential } from "./credential.ts";
import { accountKey, CredentialMemory } from "./credentialMemory.ts";
import { basicHeader, isHeaderText } from "./header.ts";
import { type AllowRealm, checkRealm, RealmConsent } from "./realm.ts";
import { fetchToken, splitScopes } from "./token.ts";
import { type KeptToken, Tokens } from "./tokens.ts";

export type AuthorizeOptions = {
  /** The registry's host as references name it (`docker.io`). */
  readonly registry: string;
  /** The root of its API, with a path prefix and without `/v2/`. */
  readonly base: URL;
  /** Looks up the login; asked at most once a minute. */
  readonly credential: (signal?: AbortSignal) => Promise<Credential>;
  /** Whether a login may go to a token server elsewhere; without it never. */
  readonly allowRealm?: AllowRealm;
  /** As in isSafeTarget. */
  readonly lookup?: Lookup;
  readonly now?: () => number;
};

/** What ghcr.io's challenge to `/v2/` names instead of an image; a token for it opens no other. */
const placeholderScope = "repository:user/image:pull";
/** Milliseconds for getting a token. */
const tokenDeadline = 30_000;
/** The most that is kept of the names of unknown methods, in UTF-16 units. */
const longestDetail = 200;

type Bearer = Extract<LoginMethod, { kind: "bearer" }>;
/** What a call goes out with; `token` when the header holds one that can be replaced. */
type Pass = { readonly header: string; readonly token?: KeptToken & { readonly key: string } };

/**
 * Logs in to one registry, as its challenges ask:
 *
 * 1. A call to the registry's origin goes out with what its last challenge asked for: nothing before the first one, a
 *    token for the call's scope after a Bearer challenge, the password only after a Basic one. A ready registry
 *    token goes out at once. Calls to other origins stay bare.
 * 2. A 401 is answered once: by the password, or by a new token unless the refused one was got for this very call. A
 *    401 without a challenge counts as the known one, else /v2/ is asked for it.
 * 3. The answer after that is the caller's, whatever it is.
 *
 * A login that the registry or its token server refused is not sent again until it changes: later calls reject
 * with RegistryError `unauthorized`. So does a 401 that offers only unknown methods, with the code
 * `loginMethodUnsupported` and their names as detail. A realm that must not be asked is a NetworkError (realm.ts).
 *
 * The login's memory lives and dies with the middleware: drop it to sign out.
 */
export function authorize(options: AuthorizeOptions): Middleware {
  const login = new Login(options);
  return (next) => (call) => (call.url.origin === options.base.origin ? login.send(next, call) : next(call));
}

class Login {
  readonly #base: URL;
  readonly #lookup: Lookup | undefined;
  readonly #credential: CredentialMemory;
  readonly #consent: RealmConsent;
  readonly #tokens: Tokens;
  /** Scopes that the registry wanted for what the call had called otherwise (see askedBy). */
  readonly #scopes = new Map<string, string>();
  #method: LoginMethod | undefined;
  #learnt: Promise<void> | undefined;
  #rejected: { readonly account: string; readonly failure: RegistryError } | undefined;

  constructor(options: AuthorizeOptions) {
    const { registry, base, credential, allowRealm = async () => false, lookup, now = Date.now } = options;
    this.#base = base;
    this.#lookup = lookup;
    this.#credential = new CredentialMemory(credential, now);
    this.#consent = new RealmConsent(registry, base, allowRealm);
    this.#tokens = new Tokens(now);
  }

  async send(next: Send, call: Call): Promise<Response> {
    const credential = await this.#credential.get(call.signal);
    const opening = () => this.#open(next, call, credential);
    const { first, response, method } = await this.#afterFirst(opening, call.signal);
    if (response.status !== 401) return response;
    const second = await this.#newPass(next, call, credential, method, first);
    if (second === undefined) return response;
    await drain(response);
    return this.#try(next, call, second, credential);
  }

  /** Sends once. The registry's own 401 to a password, with a Basic challenge, means that it is wrong. */
  async #try(next: Send, call: Call, pass: Pass | undefined, credential: Credential): Promise<Response> {
    const response = await next(withPass(call, pass));
    const isRefused = response.status === 401 && chooseMethod(challengesOf(response))?.kind === "basic";
    if (isRefused && pass !== undefined && credential.kind === "basic") this.#reject(credential);
    return response;
  }

  /** The first try of a call, and what a 401 asks for. */
  async #open(next: Send, call: Call, credential: Credential) {
    if (this.#rejected?.account === accountKey(credential)) throw this.#rejected.failure;
    const first = await this.#pass(next, call, credential);
    const response = await this.#try(next, call, first, credential);
    const method = response.status === 401 ? await this.#challenge(next, call, response) : undefined;
    return { first, response, method };
  }

  /** The very first call learns how to log in; those that come meanwhile wait for it, not to be refused as well. */
  async #afterFirst<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (this.#learnt !== undefined) {
      await abortable(this.#learnt, signal);
      return work();
    }
    const first = work();
    this.#learnt = first.then(
      () => {},
      () => {},
    );
    return first;
  }

  /** What the call goes out with at first. */
  async #pass(next: Send, call: Call, credential: Credential): Promise<Pass | undefined> {
    if (credential.kind === "registryToken") return { header: this.#bearer(credential.token) };
    if (this.#method === undefined) return undefined;
    if (this.#method.kind === "basic") return basicPass(credential);
    const scope = this.#scopes.get(askedBy(call)) ?? call.scope ?? "";
    return this.#tokenPass(next, call, credential, this.#method, scope);
  }

  /** What the call goes out with after a 401, or undefined when nothing better than `first` is to be had. */
  async #newPass(
    next: Send,
    call: Call,
    credential: Credential,
    method: LoginMethod | undefined,
    first: Pass | undefined,
  ): Promise<Pass | undefined> {
    if (method === undefined || credential.kind === "registryToken") return undefined;
    if (method.kind === "basic") {
      const pass = basicPass(credential);
      return pass?.header === first?.header ? undefined : pass;
    }
    const { scope: asked = "" } = call;
    const named = asked !== "" && method.scope === placeholderScope ? undefined : method.scope;
    const wanted = named ?? this.#scopes.get(askedBy(call)) ?? asked;
    if (asked !== "") this.#scopes.set(askedBy(call), wanted);
    const used = first?.token;
    if (used?.key === tokenKey(method, wanted, credential)) {
      if (used.fresh) return undefined;
      this.#tokens.drop(used.key, used.value);
    }
    return this.#tokenPass(next, call, credential, method, wanted);
  }

  async #tokenPass(
    next: Send,
    call: Call,
    credential: Credential,
    method: Bearer,
    scope: string,
  ): Promise<Pass> {
    const key = tokenKey(method, scope, credential);
    const fetch = (signal: AbortSignal) => this.#fetchToken(next, credential, method, scope, signal);
    const token = await this.#tokens.get(key, fetch, call.signal);
    return { header: this.#bearer(token.value), token: { ...token, key } };
  }

  async #fetchToken(next: Send, credential: Credential, method: Bearer, scope: string, signal: AbortSignal) {
    const realm = await checkRealm(method.realm, this.#base, this.#lookup);
    const isAllowed =
      credential.kind !== "anonymous" && (await abortable(this.#consent.isAllowed(realm), signal));
    const sent = isAllowed ? credential : anonymous;
    try {
      return await fetchToken(
        deadline(tokenDeadline)(next),
        { realm, service: method.service, scope },
        sent,
        signal,
      );
    } catch (error) {
      if (isAllowed && error instanceof RegistryError && error.kind === "unauthorized")
        this.#reject(credential, error);
      throw error;
    }
  }

  /** What a 401 asks for; the known method when it says nothing itself. */
  async #challenge(next: Send, call: Call, response: Response): Promise<LoginMethod | undefined> {
    const method = (await this.#methodOf(response)) ?? this.#method ?? (await this.#askRoot(next, call));
    this.#method = method;
    return method;
  }

  async #askRoot(next: Send, { url: asked, signal }: Call): Promise<LoginMethod | undefined> {
    const url = new URL(this.#base);
    url.pathname = `${url.pathname.replace(/\/+$/, "")}/v2/`;
    if (asked.href === url.href) return undefined;
    const response = await next({ method: "GET", url, ...(signal && { signal }) });
    const method = response.status === 401 ? await this.#methodOf(response) : undefined;
    await drain(response);
    return method;
  }

  async #methodOf(response: Response): Promise<LoginMethod | undefined> {
    const challenges = challengesOf(response);
    const method = chooseMethod(challenges);
    if (method !== undefined || challenges.length === 0) return method;
    await drain(response);
    const detail = challenges
      .map(({ scheme }) => scheme)
      .join(", ")
      .slice(0, longestDetail);
    const { host } = this.#base;
    throw new RegistryError("unauthorized", host, { status: 401, code: "loginMethodUnsupported", detail });
  }

  #reject(credential: Credential, failure?: RegistryError): void {
    const { host } = this.#base;
    this.#rejected = {
      account: accountKey(credential),
      failure: failure ?? new RegistryError("unauthorized", host, { status: 401 }),
    };
    this.#credential.forget();
  }

  #bearer(token: string): string {
    if (isHeaderText(token)) return `Bearer ${token}`;
    throw new RegistryError("unauthorized", this.#base.host, { code: "tokenMalformed" });
  }
}

/** Deleting is a right of its own: what it takes to cancel an upload is not what it takes to go on with one. */
function askedBy({ method, scope = "" }: Call): string {
  return method === "DELETE" ? `DELETE ${scope}` : scope;
}

function challengesOf(response: Response): readonly Challenge[] {
  return parseChallenges(response.headers.get("www-authenticate") ?? "");
}

function basicPass(credential: Credential): Pass | undefined {
  return credential.kind === "basic" ? { header: basicHeader(credential) } : undefined;
}

function tokenKey({ realm, service }: Bearer, scope: string, credential: Credential): string {
  return JSON.stringify([realm, service, splitScopes(scope).toSorted(), accountKey(credential)]);
}

function withPass(call: Call, pass: Pass | undefined): Call {
  if (pass === undefined) return call;
  return { ...call, headers: { ...call.headers, authorization: pass.header } };
}
