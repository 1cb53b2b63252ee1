import type { Disposable, SecretStorage } from "vscode";
import type { Credential, Keychain } from "../../core/auth/credential.ts";
import { CredentialError } from "../../core/errors.ts";

/** A login as the user typed it, byte for byte. */
export type Login = { readonly username: string; readonly password: string };

const prefix = "registry:";
const source = "VS Code's secret store";

/**
 * The logins that the user typed, one for each registry by its id (the host, or `HOST~ACCOUNT`), kept in VS Code's
 * secret store under `registry:ID` as JSON `{version: 1, username, password}`. What is read or written is also remembered for the
 * session, so that a store that cannot write (A19) costs the user one login for each session and no more.
 */
export class Secrets implements Disposable {
  readonly #storage: SecretStorage;
  readonly #onElsewhere: (id: string) => void;
  readonly #listener: Disposable;
  /** What is known of a registry; undefined is known to have no login. */
  readonly #known = new Map<string, Login | undefined>();
  /** Registries that this window is writing: the store tells us of our own changes too. */
  readonly #writing = new Set<string>();

  /** `onElsewhere` is told the registry whose login another window changed. */
  constructor(storage: SecretStorage, onElsewhere: (id: string) => void) {
    this.#storage = storage;
    this.#onElsewhere = onElsewhere;
    this.#listener = storage.onDidChange(({ key }) => {
      if (key.startsWith(prefix)) void this.#changed(key.slice(prefix.length));
    });
  }

  /** Knows the logins of this store. Rejects with CredentialError `storeFailed` when one cannot be read. */
  readonly keychain: Keychain = async (id): Promise<Credential | undefined> => {
    const login = await this.read(id);
    return login && { kind: "basic", ...login };
  };

  /** The login for a registry. Rejects with CredentialError `storeFailed`. */
  async read(id: string): Promise<Login | undefined> {
    if (this.#known.has(id)) return this.#known.get(id);
    const login = await this.#load(id);
    // A login that was typed meanwhile is newer than what was read.
    if (!this.#known.has(id)) this.#known.set(id, login);
    return this.#known.get(id);
  }

  /**
   * Takes a login, at once for this session. Rejects with CredentialError `storeFailed` when it cannot be kept for
   * longer.
   */
  async write(id: string, { username, password }: Login): Promise<void> {
    this.#known.set(id, { username, password });
    const text = JSON.stringify({ version: 1, username, password });
    await this.#guard(id, () => this.#storage.store(prefix + id, text));
  }

  /** Forgets a login, at once for this session. Rejects with CredentialError `storeFailed` when the store keeps it. */
  async forget(id: string): Promise<void> {
    this.#known.set(id, undefined);
    await this.#guard(id, () => this.#storage.delete(prefix + id));
  }

  dispose(): void {
    this.#listener.dispose();
  }

  async #load(id: string): Promise<Login | undefined> {
    let text: string | undefined;
    try {
      text = await this.#storage.get(prefix + id);
    } catch (cause) {
      throw storeFailed(id, cause);
    }
    return text === undefined ? undefined : decode(text, id);
  }

  async #guard(id: string, write: () => Thenable<void>): Promise<void> {
    this.#writing.add(id);
    try {
      await write();
    } catch (cause) {
      throw storeFailed(id, cause);
    } finally {
      this.#writing.delete(id);
    }
  }

  /** Tells of a change only when it matters: our own writes come back as changes to what is known already. */
  async #changed(id: string): Promise<void> {
    if (this.#writing.has(id) || !this.#known.has(id)) return;
    const before = this.#known.get(id);
    this.#known.delete(id);
    const now = await this.read(id).catch(() => undefined);
    if (now?.username !== before?.username || now?.password !== before?.password) this.#onElsewhere(id);
  }
}

/** The causes of these errors may hold the secret, so they go no further than this. */
function decode(text: string, id: string): Login {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw storeFailed(id);
  }
  if (!isStored(value)) throw storeFailed(id);
  return { username: value.username, password: value.password };
}

function isStored(value: unknown): value is Login & { readonly version: 1 } {
  if (typeof value !== "object" || value === null) return false;
  const { version, username, password } = value as Record<string, unknown>;
  return version === 1 && typeof username === "string" && typeof password === "string";
}

function storeFailed(id: string, cause?: unknown): CredentialError {
  return new CredentialError("storeFailed", source, { host: id, cause });
}
