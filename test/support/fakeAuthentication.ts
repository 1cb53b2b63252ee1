/** Fakes of VS Code's sign-in and memory, that note what is asked. */
import type {
  AuthenticationGetSessionOptions,
  AuthenticationSession,
  AuthenticationSessionsChangeEvent,
  Memento,
} from "vscode";
import type { Authentication } from "../../src/vscode/registries/githubSession.ts";

type Given = AuthenticationSession & { readonly provider: string };

/** Gives a session, as VS Code does, only for just the scopes that it has. */
export class FakeAuthentication {
  sessions: Given[] = [];
  /** `PROVIDER SCOPES (OPTIONS)` of each question. */
  readonly asked: string[] = [];
  /** What the user does when asked: signs in to this account, or leaves. */
  user: string | undefined;
  /** What a silent question waits for. */
  gate: Promise<void> | undefined;
  absent = false;
  readonly #listeners = new Set<(event: AuthenticationSessionsChangeEvent) => unknown>();

  readonly api: Authentication = {
    getSession: async (
      provider: string,
      scopes: readonly string[],
      options: AuthenticationGetSessionOptions = {},
    ) => {
      const { account, ...flags } = options;
      const words = [...Object.keys(flags), ...(account ? [`account ${account.label}`] : [])];
      this.asked.push(`${provider} ${scopes.join(" ")} (${words.join(", ")})`);
      if (this.absent) throw new Error("Timed out waiting for authentication provider to register");
      const found = () =>
        this.sessions.find(
          (session) =>
            session.provider === provider &&
            [...session.scopes].sort().join() === [...scopes].sort().join() &&
            (account === undefined || session.account.id === account.id),
        );
      const kept = flags.clearSessionPreference ? undefined : found();
      if (kept !== undefined || !flags.createIfNone) {
        await this.gate;
        return kept;
      }
      if (this.user === undefined) throw new Error("User did not consent to login.");
      this.add(this.user, scopes, provider);
      return this.sessions.at(-1);
    },
    onDidChangeSessions: (listener) => {
      this.#listeners.add(listener);
      return { dispose: () => this.#listeners.delete(listener) };
    },
  };

  get listeners(): number {
    return this.#listeners.size;
  }

  add(label: string, scopes: readonly string[], provider = "github"): void {
    const accessToken = `gho_canary-${label}-${scopes.length}`;
    this.sessions.push({
      id: accessToken,
      provider,
      scopes,
      accessToken,
      account: { id: `id-${label}`, label },
    });
  }

  /** Tells of a change, and waits until it was looked at. */
  async tell(provider = "github"): Promise<void> {
    for (const listener of this.#listeners) listener({ provider: { id: provider, label: provider } });
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
  }
}

export class FakeMemento implements Memento {
  readonly values = new Map<string, unknown>();
  /** What storing waits for. */
  gate: Promise<void> | undefined;

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  get<T>(key: string, fallback?: T): T {
    // What is stored under a key is as its writer left it.
    return (this.values.get(key) ?? fallback) as T;
  }

  async update(key: string, value: unknown): Promise<void> {
    await this.gate;
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, value);
  }
}
