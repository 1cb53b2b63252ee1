/** Rejects with the signal's reason once it is aborted; passes the promise's outcome on otherwise. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  if (signal.aborted) {
    // Nobody listens to the promise any more; its own failure must not end the process.
    promise.catch(() => {});
    return Promise.reject(signal.reason);
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener("abort", onAbort));
}

/**
 * Shares one piece of work between all who ask for it at the same time. The work is cancelled only when every
 * caller has cancelled; the outcome is not kept.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** Joins the work under way for `key`, or starts it with a signal of its own. */
  join(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const flight = this.#flights.get(key) ?? this.#start(key, work);
    flight.callers++;
    return abortable(flight.result, signal).finally(() => {
      flight.callers--;
      if (flight.callers === 0) this.#abandon(key, flight);
    });
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const result = work(controller.signal);
    const flight: Flight<T> = { result, controller, callers: 0 };
    this.#flights.set(key, flight);
    const settled = () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    result.then(settled, settled);
    return flight;
  }

  #abandon(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
    flight.controller.abort();
  }
}

type Flight<T> = { readonly result: Promise<T>; readonly controller: AbortController; callers: number };

/**
 * Works on all items, so many at a time, and gives the results in the items' order. When one fails, the others are
 * cancelled by the signal that they were given; it rejects with the first failure once all of them have ended.
 */
export async function mapParallel<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result[]> {
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [place, item] of waiting) {
      either.throwIfAborted();
      results[place] = await work(item, either);
    }
  };
  const failures: unknown[] = [];
  const fail = (failure: unknown) => {
    failures.push(failure);
    stop.abort(failure);
  };
  await Promise.all(Array.from({ length: most }, () => worker().catch(fail)));
  if (failures.length > 0) throw failures[0];
  return results;
}

/** Waits `milliseconds`, or rejects with the signal's reason. */
export function delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  return abortable(promise, signal).finally(() => clearTimeout(timer));
}

/** Milliseconds of work on the thread that others wait for, until they get their turn. */
export const longestTurn = 8;

/**
 * For long work on the thread that others wait for: gives a function that lets the event loop turn whenever the work
 * went on for `most` milliseconds since the last turn.
 */
export function pacing(most = longestTurn): () => Promise<void> {
  let since = performance.now();
  let turn: Promise<void> | undefined;
  const letTurn = async () => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    since = performance.now();
    turn = undefined;
  };
  // All who work at the same time wait for the same turn: otherwise each would go on for as long.
  return async () => {
    if (performance.now() - since < most) return;
    turn ??= letTurn();
    await turn;
  };
}
