import { abortable } from "../async.ts";
import { isAbort } from "../errors.ts";

/** What is known of a value that is read from afar. */
export type Reading<T> = {
  /** The last good value; it stays when reading it again fails. */
  readonly value: T | undefined;
  /** When `value` was read, in milliseconds since 1970. */
  readonly at: number;
  /** Why the last reading failed, if it did. */
  readonly failure: unknown;
};

/** Makes the next value out of the last one. */
export type Work<T> = (last: T | undefined, signal: AbortSignal) => Promise<T>;

const mostTries = 10;

type Flight = { readonly settled: Promise<void>; readonly controller: AbortController };

/**
 * A value that is read once and kept, and its failure likewise: looking at it again costs nothing. One reading is
 * under way at a time; the outcome of one that was given up is dropped.
 */
export class Kept<T> {
  readonly #now: () => number;
  #reading: Reading<T> = { value: undefined, at: 0, failure: undefined };
  #current = false;
  #flight: Flight | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What is known at this moment. */
  get reading(): Reading<T> {
    return this.#reading;
  }

  /**
   * What is known, read with `work` if that was not done since the last expire(). Work that somebody else cancelled,
   * such as a connection that was closed to be opened anew, is done again. Never rejects.
   */
  async ensure(work: Work<T>): Promise<Reading<T>> {
    for (let tries = 0; !this.#current && tries < mostTries; tries++) await this.update(work);
    return this.#reading;
  }

  /** Reads with `work`, or joins the reading under way. Never rejects. */
  update(work: Work<T>): Promise<void> {
    this.#flight ??= this.#start(work);
    return this.#flight.settled;
  }

  /** Gives up a reading under way; what is known stays good. */
  cancel(): void {
    this.#flight?.controller.abort();
    this.#flight = undefined;
  }

  /** Puts what is known in another form, without reading. */
  change(change: (value: T) => T): void {
    const { value, ...rest } = this.#reading;
    if (value !== undefined) this.#reading = { ...rest, value: change(value) };
  }

  /** Gives up a reading under way and lets the next ensure() read again. */
  expire(): void {
    this.#current = false;
    this.cancel();
  }

  /** Gives up a reading under way for good. */
  close(): void {
    this.expire();
    this.#current = true;
  }

  #start(work: Work<T>): Flight {
    const controller = new AbortController();
    const { value, at } = this.#reading;
    const settle = (reading: Reading<T>) => {
      if (this.#flight !== flight) return;
      this.#flight = undefined;
      this.#reading = reading;
      this.#current = !isAbort(reading.failure);
    };
    const settled = abortable(work(value, controller.signal), controller.signal).then(
      (next) => settle({ value: next, at: this.#now(), failure: undefined }),
      (failure) => settle({ value, at, failure }),
    );
    const flight: Flight = { settled, controller };
    return flight;
  }
}
