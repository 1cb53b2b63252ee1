import { type Disposable, type Event, EventEmitter, type Memento } from "vscode";
import type { Digest } from "../../core/reference/digest.ts";
import { formatReference, type Reference } from "../../core/reference/reference.ts";

const key = "keptPins";
/** The pins that are remembered; those kept first are forgotten first. */
const most = 1000;

/**
 * The pins of this workspace that the user looked at and keeps, although their tags name other digests now. Once a tag
 * names yet another one, that is news.
 */
export class KeptPins implements Disposable {
  readonly #memory: Memento;
  /** From the pinned reference, with its digest, to what its tag named when it was kept. */
  readonly #kept: Map<string, string>;
  readonly #changed = new EventEmitter<void>();
  /** Fires when another pin is kept. */
  readonly onDidChange: Event<void> = this.#changed.event;

  /** `memory` is the workspace's. */
  constructor(memory: Memento) {
    this.#memory = memory;
    this.#kept = new Map(readEntries(memory.get(key)));
  }

  /** Whether a pin is kept although its tag names `now`. */
  isKept(reference: Reference, now: Digest): boolean {
    return this.#kept.get(formatReference(reference)) === now;
  }

  /** Keeps a pin as long as its tag names `now`. Counts at once; rejects when it cannot be written down. */
  async keep(reference: Reference, now: Digest): Promise<void> {
    const pin = formatReference(reference);
    this.#kept.delete(pin);
    this.#kept.set(pin, now);
    for (const oldest of [...this.#kept.keys()].slice(0, -most)) this.#kept.delete(oldest);
    this.#changed.fire();
    await this.#memory.update(key, [...this.#kept]);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** What another version may have written counts as far as it can be read (C06). */
function readEntries(written: unknown): readonly (readonly [string, string])[] {
  return (Array.isArray(written) ? written : []).flatMap((entry: unknown) => {
    const [pin, now]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    return typeof pin === "string" && typeof now === "string" ? [[pin, now] as const] : [];
  });
}
