import { delay } from "../../core/async.ts";

/**
 * Milliseconds between the answer to a getChildren call and a change of the same row. VS Code takes a change that comes
 * right behind the answer for one that is part of it: it forgets the rows below and does not ask for them again, so
 * that they cannot be opened any more (seen in 1.139).
 */
const apart = 500;

/** Tells a tree of rows that changed, apart from the answers about them. */
export class RowChanges<Row extends object> {
  readonly #fire: (row: Row | undefined) => void;
  readonly #now: () => number;
  readonly #idOf: (row: Row) => string;
  /** What is still to be said, by the row's id. */
  readonly #waiting = new Map<string, Promise<void>>();
  /** When the rows below a row were handed out, by its id. */
  readonly #answered = new Map<string, number>();

  /** `now` in milliseconds. */
  constructor(fire: (row: Row | undefined) => void, idOf: (row: Row) => string, now: () => number) {
    this.#fire = fire;
    this.#idOf = idOf;
    this.#now = now;
  }

  /** Notes that the rows below a row are handed out now; undefined for the topmost, after which all others follow. */
  answered(row: Row | undefined): void {
    if (row === undefined) this.#answered.clear();
    else this.#answered.set(this.#idOf(row), this.#now());
  }

  /**
   * Says that a row or what is below it changed; undefined for the whole tree. Resolves when it was said; what is
   * to be said of one row meanwhile is said once.
   */
  tell(row: Row | undefined): Promise<void> {
    const id = row === undefined ? "" : this.#idOf(row);
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) return waiting;
    if (this.#waitFor(row) > 0) {
      const told = this.#tellLater(row, id);
      this.#waiting.set(id, told);
      return told;
    }
    this.#fire(row);
    return Promise.resolve();
  }

  async #tellLater(row: Row | undefined, id: string): Promise<void> {
    for (let wait = this.#waitFor(row); wait > 0; wait = this.#waitFor(row)) await delay(wait);
    this.#waiting.delete(id);
    this.#fire(row);
  }

  #waitFor(row: Row | undefined): number {
    const answered = row && this.#answered.get(this.#idOf(row));
    return answered === undefined ? 0 : answered + apart - this.#now();
  }
}
