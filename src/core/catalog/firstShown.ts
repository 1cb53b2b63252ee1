/** One list through several accounts. */
import { mayHelp } from "../registry/accounts.ts";
import type { ReadPage } from "./listPage.ts";

/**
 * The list as the first account that is shown it sees it; when none is, the first one's failure is told. Its further
 * pages are that account's.
 */
export function firstShown<Facts>(reads: readonly [ReadPage<Facts>, ...ReadPage<Facts>[]]): ReadPage<Facts> {
  return async (signal) => {
    const failures: unknown[] = [];
    for (const read of reads) {
      try {
        return await read(signal);
      } catch (failure) {
        if (!mayHelp(failure)) throw failure;
        failures.push(failure);
      }
    }
    throw failures[0];
  };
}
