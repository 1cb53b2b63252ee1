import type { Disposable, SecretStorage } from "vscode";
import type { Credential, Keychain } from "../core/auth/credential.ts";
import { CredentialError } from "../core/errors.ts";

/** A login as the user typed it, byte for byte. */
export type Login = { readonly username: string; readonly password: string };

const prefix = "registry:";
const source = "VS Code's secret store";

/**
 * The logins that the user typed, one for each registry host, kept in VS Code's secret store under
 * `registry:HOST` as JSON `{version: 1, username, password}`. What is read or written is also remembered for the
 * session, so that a store that cannot write (A19) costs the user one login for each session and no more.
 */
export class Secrets implements Disposable {
  readonly #storage: SecretStorage;
  readonly #onElsewhere: (host: string) => void;
  readonly #listener: Disposable;
  /** What is known of a host; undefined is known to have no login. */
  readonly #known = new Map<string, Login | undefined>();
  /** Hosts that this window is writing: the store tells us of our own changes too. */
  readonly #writing = new Set<string>();

  /** `onElsewhere` is told the host whose login another window changed. */
  constructor(storage: SecretStorage, onElsewhere: (host: string) => void) {
    this.#storage = storage;
    this.#onElsewhere = onElsewhere;
    this.#listener = storage.onDidChange(({ key }) => {
      if (key.startsWith(prefix)) void this.#changed(key.slice(prefix.length));
    });
  }

  /** Knows the logins of this store. Rejects with CredentialError `storeFailed` when one cannot be read. */
  readonly keychain: Keychain = async (host): Promise<Credential | undefined> => {
    const login = await this.read(host);
    return login && { kind: "basic", ...login };
  };

  /** The login for a host. Rejects with CredentialError `storeFailed`. */
  async read(host: string): Promise<Login | undefined> {
    if (this.#known.has(host)) return this.#known.get(host);
    const login = await this.#load(host);
    // A login that was typed meanwhile is newer than what was read.
    if (!this.#known.has(host)) this.#known.set(host, login);
    return this.#known.get(host);
  }

  /**
   * Takes a login, at once for this session. Rejects with CredentialError `storeFailed` when it cannot be kept for
   * longer.
   */
  async write(host: string, { username, password }: Login): Promise<void> {
    this.#known.set(host, { username, password });
    const text = JSON.stringify({ version: 1, username, password });
    await this.#guard(host, () => this.#storage.store(prefix + host, text));
  }

  /** Forgets a login, at once for this session. Rejects with CredentialError `storeFailed` when the store keeps it. */
  async forget(host: string): Promise<void> {
    this.#known.set(host, undefined);
    await this.#guard(host, () => this.#storage.delete(prefix + host));
  }

  dispose(): void {
    this.#listener.dispose();
  }

  async #load(host: string): Promise<Login | undefined> {
    let text: string | undefined;
    try {
      text = await this.#storage.get(prefix + host);
    } catch (cause) {
      throw storeFailed(host, cause);
    }
    return text === undefined ? undefined : decode(text, host);
  }

  async #guard(host: string, write: () => Thenable<void>): Promise<void> {
    this.#writing.add(host);
    try {
      await write();
    } catch (cause) {
      throw storeFailed(host, cause);
    } finally {
      this.#writing.delete(host);
    }
  }

  /** Tells of a change only when it matters: our own writes come back as changes to what is known already. */
  async #changed(host: string): Promise<void> {
    if (this.#writing.has(host) || !this.#known.has(host)) return;
    const before = this.#known.get(host);
    this.#known.delete(host);
    const now = await this.read(host).catch(() => undefined);
    if (now?.username !== before?.username || now?.password !== before?.password) this.#onElsewhere(host);
  }
}

/** The causes of these errors may hold the secret, so they go no further than this. */
function decode(text: string, host: string): Login {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw storeFailed(host);
  }
  if (!isStored(value)) throw storeFailed(host);
  return { username: value.username, password: value.password };
}

function isStored(value: unknown): value is Login & { readonly version: 1 } {
  if (typeof value !== "object" || value === null) return false;
  const { version, username, password } = value as Record<string, unknown>;
  return version === 1 && typeof username === "string" && typeof password === "string";
}

function storeFailed(host: string, cause?: unknown): CredentialError {
  return new CredentialError("storeFailed", source, { host, cause });
}
