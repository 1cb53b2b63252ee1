/** Where a vendor's API is not to be had, the distribution API may still answer. */
import { RegistryError, type RegistryErrorKind } from "../errors.ts";
import type { ReadPage } from "./listPage.ts";

const refusals: ReadonlySet<RegistryErrorKind> = new Set([
  "unauthorized",
  "denied",
  "notFound",
  "unsupported",
  "unexpected",
]);

/** Whether an API is not there, or not for this login. A rule that forbids the deed itself (412) is another matter. */
export function isRefused(failure: unknown): boolean {
  return failure instanceof RegistryError && refusals.has(failure.kind) && failure.status !== 412;
}

/** Reads a list by the vendor's API, or all of it by `plain` when the first page is refused. */
export function orElse<Facts>(vendor: ReadPage<Facts>, plain: ReadPage<Facts>): ReadPage<Facts> {
  return async (signal) => {
    try {
      return await vendor(signal);
    } catch (failure) {
      if (!isRefused(failure)) throw failure;
      return plain(signal);
    }
  };
}
