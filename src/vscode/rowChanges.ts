import { delay } from "../core/async.ts";

/**
 * Milliseconds between the answer to any getChildren call and a change. VS Code takes a change of the row, or of one above
 * it, that comes right behind the answer for one that is part of it: it forgets the rows below and does not ask for them
 * again, so that they cannot be opened any more (seen in 1.139).
 */
const apart = 500;

/** Tells a tree of rows that changed, apart from the answers about them. */
export class RowChanges<Row extends object> {
  readonly #fire: (row: Row | undefined) => void;
  readonly #now: () => number;
  readonly #idOf: (row: Row) => string;
  /** What is still to be said, by the row's id; "" for the whole tree. */
  readonly #waiting = new Map<string, Promise<void>>();
  /** When rows were handed out last. */
  #answered = Number.NEGATIVE_INFINITY;

  /** `now` in milliseconds. */
  constructor(fire: (row: Row | undefined) => void, idOf: (row: Row) => string, now: () => number) {
    this.#fire = fire;
    this.#idOf = idOf;
    this.#now = now;
  }

  /** Notes that rows are handed out now. */
  answered(): void {
    this.#answered = this.#now();
  }

  /**
   * Says that a row or what is below it changed; undefined for the whole tree. Resolves when it was said; what is
   * to be said of one row meanwhile is said once.
   */
  tell(row: Row | undefined): Promise<void> {
    const id = row === undefined ? "" : this.#idOf(row);
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) return waiting;
    if (this.#wait() > 0) {
      const told = this.#tellLater(row, id);
      this.#waiting.set(id, told);
      return told;
    }
    this.#fire(row);
    return Promise.resolve();
  }

  async #tellLater(row: Row | undefined, id: string): Promise<void> {
    for (let wait = this.#wait(); wait > 0; wait = this.#wait()) await delay(wait);
    this.#waiting.delete(id);
    this.#fire(row);
  }

  #wait(): number {
    return this.#answered + apart - this.#now();
  }
}
