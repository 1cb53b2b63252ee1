import type { Memento } from "vscode";

const key = "approvedScanners";
/** The programs that are remembered; those approved first are forgotten first. */
const most = 50;

/** The scanners that the user has run, each by its whole path: another program of the same name is another one. */
export class Approvals {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  has(path: string): boolean {
    return this.#paths().includes(path);
  }

  async add(path: string): Promise<void> {
    if (this.has(path)) return;
    await this.#memory.update(key, [...this.#paths(), path].slice(-most));
  }

  /** What another version may have written counts as far as it can be read (C06). */
  #paths(): readonly string[] {
    const written: unknown = this.#memory.get(key);
    return (Array.isArray(written) ? written : []).filter((path) => typeof path === "string");
  }
}
