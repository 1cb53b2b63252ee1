import type { Lookup } from "./addresses.ts";
import type { Middleware, Send } from "./call.ts";
import { deadline } from "./deadline.ts";
import { redirects } from "./redirects.ts";
import { stall } from "./stall.ts";

export type StackOptions = {
  /** Shared by all registries (limit.ts). */
  readonly limit: Middleware;
  /** Shared by all registries (retry.ts). */
  readonly retry: Middleware;
  /** This registry's logins (auth/authorize.ts); absent means that every call goes out bare. */
  readonly authorize?: Middleware;
  /** Resolves names before redirects are followed; absent behind a proxy. */
  readonly lookup?: Lookup;
  /** Milliseconds for a whole call that names no deadline of its own. */
  readonly timeout?: number;
};

/**
 * The whole way of a call, from a bare transport outwards:
 *
 * 1. stall: each request must be answered soon, whoever it goes to.
 * 2. redirects: each hop is a request of its own. Inside authorize, so that what leaves the origin goes out bare
 *    and token servers are followed by the same rules.
 * 3. authorize: a login belongs to one try.
 * 4. limit: a place is held while a try runs, with its logins, and not while a call waits for its next try. Inside
 *    retry, so that it sees every 429.
 * 5. retry: sees the answer that the login brought.
 * 6. deadline: covers queue, tries, waits and the reading of the body.
 */
export function stack(base: Send, { limit, retry, authorize = bare, lookup, timeout }: StackOptions): Send {
  const layers: readonly Middleware[] = [
    stall(),
    redirects({ lookup }),
    authorize,
    limit,
    retry,
    deadline(timeout),
  ];
  return layers.reduce((send, layer) => layer(send), base);
}

const bare: Middleware = (next) => next;
