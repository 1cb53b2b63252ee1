import type {
  AuthenticationGetSessionOptions,
  AuthenticationSession,
  AuthenticationSessionAccountInformation,
  AuthenticationSessionsChangeEvent,
  Disposable,
  Event,
  Memento,
} from "vscode";
import { abortable } from "../../core/async.ts";
import type { Credential } from "../../core/auth/credential.ts";
import { accountKey } from "../../core/auth/credentialMemory.ts";
import type { Endpoint } from "../../core/connect.ts";

/** As far as sessions come from VS Code. */
export type Authentication = {
  getSession(
    provider: string,
    scopes: readonly string[],
    options: AuthenticationGetSessionOptions,
  ): Thenable<AuthenticationSession | undefined>;
  readonly onDidChangeSessions: Event<AuthenticationSessionsChangeEvent>;
};

/** What the sessions are made of. */
export type GithubSessionSources = {
  readonly authentication: Authentication;
  /** Holds choices by registry, never a secret. */
  readonly memory: Memento;
  /** How a registry is reached by its id. */
  readonly endpoint: (id: string) => Endpoint;
  /** The host of the user's GitHub Enterprise server, if VS Code knows one. */
  readonly enterpriseHost: () => string | undefined;
  readonly isTrusted: () => boolean;
  /** Is told a registry that another session serves from now on, or none. */
  readonly onChange: (id: string) => void;
};

type Provider = "github" | "github-enterprise";

/** What the user chose for a registry; without a choice the first account at a host uses what session there is. */
type Choice = { readonly uses: boolean; readonly account?: AuthenticationSessionAccountInformation };

/** What was last given for a registry: a key of its session, or nothing. */
type Seen = { readonly endpoint: Endpoint; readonly key: string };

/** What an action needs beyond reading; asked for when it is taken. */
export type WiderScope = "write:packages" | "delete:packages";

/** The API of GitHub lists no organisations without the first. */
const reading: readonly string[] = ["read:org", "read:packages"];
const readingAlone: readonly string[] = ["read:packages"];
const prefix = "github:";

/**
 * VS Code's sign-in to GitHub as logins for GitHub's registries: `ghcr.io`, and `containers.HOST` of the user's
 * Enterprise server, by https, in trusted folders. No other host ever gets one. Tokens are asked for afresh and not
 * kept. Extensions cannot end a session of VS Code, so signing out is a choice not to use it.
 */
export class GithubSessions implements Disposable {
  readonly #sources: GithubSessionSources;
  readonly #listener: Disposable;
  /** Choices of this window; they count at once, whenever the memory has taken them. */
  readonly #choices = new Map<string, Choice | undefined>();
  readonly #seen = new Map<string, Seen>();
  readonly #wider = new Map<string, ReadonlySet<WiderScope>>();
  /** Providers that this VS Code does not have: asking for one takes seconds each time. */
  readonly #absent = new Set<Provider>();

  constructor(sources: GithubSessionSources) {
    this.#sources = sources;
    this.#listener = sources.authentication.onDidChangeSessions(({ provider }) => {
      if (provider.id === "github" || provider.id === "github-enterprise") void this.#changed(provider.id);
    });
  }

  /** Whether a registry is GitHub's, so that it may be signed in to this way. */
  offers(endpoint: Endpoint): boolean {
    return this.#providerOf(endpoint) !== undefined;
  }

  /** The session as a login; undefined when there is none or it is not to be used. Asks the user nothing. */
  async credential(endpoint: Endpoint, signal?: AbortSignal): Promise<Credential | undefined> {
    const session = await abortable(this.#silent(endpoint), signal);
    const credential = session && credentialOf(session);
    this.#seen.set(endpoint.id, { endpoint, key: keyOf(credential) });
    return credential;
  }

  /** The name of the account that serves a registry. */
  async account(endpoint: Endpoint): Promise<string | undefined> {
    const credential = await this.credential(endpoint);
    return credential?.kind === "basic" ? credential.username : undefined;
  }

  /** Lets the user sign in and choose an account, and uses it from now on; undefined when they did not. */
  async signIn(endpoint: Endpoint): Promise<string | undefined> {
    const session = await this.#ask(endpoint, reading, { createIfNone: true, clearSessionPreference: true });
    if (session === undefined) return undefined;
    const { id, label } = session.account;
    this.#seen.set(endpoint.id, { endpoint, key: keyOf(credentialOf(session)) });
    await this.#choose(endpoint.id, { uses: true, account: { id, label } });
    return label;
  }

  /** Asks the user for what an action needs beyond reading; false when the session does not allow it in the end. */
  async widen(endpoint: Endpoint, scope: WiderScope): Promise<boolean> {
    const { id } = endpoint;
    if ((await this.#silent(endpoint)) === undefined) return false;
    const wider = new Set([...(this.#wider.get(id) ?? []), scope]);
    const account = this.#choiceOf(id)?.account;
    const options = { createIfNone: true, ...(account && { account }) };
    if ((await this.#ask(endpoint, withWider(wider), options)) === undefined) return false;
    this.#wider.set(id, wider);
    await this.#tellWhenOther(endpoint);
    return true;
  }

  /** Uses no session for a registry from now on, at once. */
  async signOut(id: string): Promise<void> {
    this.#wider.delete(id);
    if (this.offers(this.#sources.endpoint(id))) await this.#choose(id, { uses: false });
  }

  /** Forgets what was chosen for a registry. */
  async forget(id: string): Promise<void> {
    this.#wider.delete(id);
    this.#seen.delete(id);
    if (this.#choiceOf(id) !== undefined) await this.#choose(id, undefined);
  }

  dispose(): void {
    this.#listener.dispose();
  }

  async #silent(endpoint: Endpoint): Promise<AuthenticationSession | undefined> {
    const provider = this.#providerOf(endpoint);
    if (provider === undefined || this.#absent.has(provider) || !this.#isUsed(endpoint)) return undefined;
    const wider = this.#wider.get(endpoint.id);
    const account = this.#choiceOf(endpoint.id)?.account;
    const options = { silent: true, ...(account && { account }) };
    // VS Code gives a session for just the scopes that are named.
    for (const scopes of [...(wider ? [withWider(wider)] : []), reading, readingAlone]) {
      const session = await this.#get(provider, scopes, options);
      if (this.#absent.has(provider)) return undefined;
      // Signing out counts for a lookup that is under way.
      if (!this.#isUsed(endpoint)) return undefined;
      if (session !== undefined) return session;
    }
    return undefined;
  }

  async #get(provider: Provider, scopes: readonly string[], options: AuthenticationGetSessionOptions) {
    try {
      return await this.#sources.authentication.getSession(provider, scopes, options);
    } catch {
      this.#absent.add(provider);
      return undefined;
    }
  }

  /** Asks the user; what goes wrong there, VS Code tells them itself. */
  async #ask(
    endpoint: Endpoint,
    scopes: readonly string[],
    options: AuthenticationGetSessionOptions,
  ): Promise<AuthenticationSession | undefined> {
    const provider = this.#providerOf(endpoint);
    if (provider === undefined) return undefined;
    try {
      const session = await this.#sources.authentication.getSession(provider, scopes, options);
      this.#absent.delete(provider);
      return session;
    } catch {
      return undefined;
    }
  }

  #providerOf({ kind, host, base }: Endpoint): Provider | undefined {
    const isOwn = base.protocol === "https:" && base.host === host;
    if (kind !== "ghcr" || !isOwn || !this.#sources.isTrusted()) return undefined;
    if (host === "ghcr.io") return "github";
    const enterprise = this.#sources.enterpriseHost();
    return enterprise !== undefined && host === `containers.${enterprise}` ? "github-enterprise" : undefined;
  }

  #isUsed({ id, host }: Endpoint): boolean {
    return this.#choiceOf(id)?.uses ?? id === host;
  }

  #choiceOf(id: string): Choice | undefined {
    return this.#choices.has(id)
      ? this.#choices.get(id)
      : readChoice(this.#sources.memory.get<unknown>(prefix + id));
  }

  async #choose(id: string, choice: Choice | undefined): Promise<void> {
    this.#choices.set(id, choice);
    await this.#sources.memory.update(prefix + id, choice);
  }

  async #changed(provider: Provider): Promise<void> {
    this.#absent.delete(provider);
    for (const { endpoint } of [...this.#seen.values()]) {
      if (this.#providerOf(endpoint) === provider) await this.#tellWhenOther(endpoint);
    }
  }

  /** Other extensions' sessions change, too, and nothing that was read is to be lost for them. */
  async #tellWhenOther(endpoint: Endpoint): Promise<void> {
    const before = this.#seen.get(endpoint.id)?.key;
    await this.credential(endpoint);
    if (this.#seen.get(endpoint.id)?.key !== before) this.#sources.onChange(endpoint.id);
  }
}

function withWider(wider: ReadonlySet<WiderScope>): readonly string[] {
  return [...reading, ...wider].toSorted();
}

function credentialOf({ account, accessToken }: AuthenticationSession): Credential {
  return { kind: "basic", username: account.label, password: accessToken };
}

function keyOf(credential: Credential | undefined): string {
  return credential === undefined ? "" : accountKey(credential);
}

function readChoice(value: unknown): Choice | undefined {
  const { uses, account }: Record<string, unknown> = Object(value);
  const { id, label }: Record<string, unknown> = Object(account);
  if (typeof uses !== "boolean") return undefined;
  return typeof id === "string" && typeof label === "string" ? { uses, account: { id, label } } : { uses };
}
