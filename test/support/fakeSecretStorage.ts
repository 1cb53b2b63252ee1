import type { Disposable, SecretStorage, SecretStorageChangeEvent } from "vscode";

/** A fake of VS Code's secret store that several windows share, and that can be made to fail. */
export class FakeSecretStorage implements SecretStorage {
  readonly values = new Map<string, string>();
  readonly asked: string[] = [];
  readonly #listeners = new Set<(event: SecretStorageChangeEvent) => unknown>();
  /** What a deletion waits for. */
  gate: Promise<void> | undefined;
  failing: "get" | "store" | "delete" | undefined;

  async get(key: string): Promise<string | undefined> {
    this.#note("get", key);
    return this.values.get(key);
  }

  async store(key: string, value: string): Promise<void> {
    this.#note("store", key);
    this.values.set(key, value);
    this.#tell(key);
  }

  async delete(key: string): Promise<void> {
    this.#note("delete", key);
    await this.gate;
    this.values.delete(key);
    this.#tell(key);
  }

  async keys(): Promise<string[]> {
    return [...this.values.keys()];
  }

  onDidChange = (listener: (event: SecretStorageChangeEvent) => unknown): Disposable => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  get listeners(): number {
    return this.#listeners.size;
  }

  #note(what: "get" | "store" | "delete", key: string): void {
    this.asked.push(`${what} ${key}`);
    if (this.failing === what) throw new Error("the keyring is locked");
  }

  #tell(key: string): void {
    for (const listener of this.#listeners) setImmediate(() => listener({ key }));
  }
}
