import { type Memento, window } from "vscode";
import { plain } from "../markdown.ts";

/**
 * Asks, once for each pair, whether a registry's login may be sent to a token server on another host: the registry
 * alone says where that server is (reliability V2, A04). Only the answer is kept, never a secret.
 */
export class Realms {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  readonly allow = async (registryHost: string, realmHost: string): Promise<boolean> => {
    const key = `realm:${registryHost} ${realmHost}`;
    const kept = this.#memory.get(key);
    if (typeof kept === "boolean") return kept;
    const send = `Send to ${realmHost}`;
    const chosen = await window.showWarningMessage(
      plain(`${registryHost} asks to check your login at another host, ${realmHost}. Send it there?`),
      send,
      "Stay Anonymous",
    );
    if (chosen !== undefined) await this.#memory.update(key, chosen === send);
    return chosen === send;
  };

  /** Forgets all answers about a registry. */
  async forget(registryHost: string): Promise<void> {
    for (const key of this.#memory.keys()) {
      if (key.startsWith(`realm:${registryHost} `)) await this.#memory.update(key, undefined);
    }
  }
}
