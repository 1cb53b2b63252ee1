import { isAbort, NetworkError, RegistryError } from "../errors.ts";

/** How asking for several things went: how many were wanted, how many are not known still, and the first failure. */
export type Outcome = { readonly wanted: number; readonly failed: number; readonly failure?: unknown };

/**
 * Does `resolve` with each item at the same time. What is not there is passed over; any other failure says that the
 * rest would fare no better, so that it is given up. Rejects only with the signal's reason.
 */
export async function resolveEach<Item>(
  items: readonly Item[],
  resolve: (item: Item, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<Outcome> {
  const rest = new AbortController();
  const both = AbortSignal.any([signal, rest.signal]);
  const failures: unknown[] = [];
  const ended = await Promise.all(
    items.map(async (item) => {
      try {
        await resolve(item, both);
        return true;
      } catch (failure) {
        if (!isAbort(failure)) failures.push(failure);
        if (
          failure instanceof NetworkError ||
          (failure instanceof RegistryError && failure.kind !== "notFound")
        )
          rest.abort();
        return false;
      }
    }),
  );
  signal.throwIfAborted();
  const failed = ended.filter((good) => !good).length;
  return { wanted: items.length, failed, ...(failures.length > 0 && { failure: failures[0] }) };
}
