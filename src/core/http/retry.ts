import { delay } from "../async.ts";
import { NetworkError, RegistryError } from "../errors.ts";
import { arrived, drain } from "./body.ts";
import type { Call, Middleware, Send } from "./call.ts";
import { Closures, type Waiting, type WaitReason, waitReason } from "./closures.ts";
import { retryAfter } from "./retryAfter.ts";

export type RetryOptions = Partial<Waiting> & { readonly random?: () => number };

/** Milliseconds before the second, third and fourth try, give or take a fifth. */
const pauses = [500, 1500, 4500];
const retriedStatuses: ReadonlySet<number | undefined> = new Set([408, 429, 500, 502, 503, 504, 522]);
const retriedCodes: ReadonlySet<string | undefined> = new Set([
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
  "truncated",
]);

/**
 * Tries a GET or HEAD up to four times when the registry or the way to it is in passing trouble; other methods are
 * sent once. Gives the last answer, or rejects with the last error. A body that breaks off within its first 4 MiB
 * is a failed try.
 *
 * A `Retry-After` of up to a minute is waited for, by every call to that host. A longer one ends the call at once,
 * and until then later calls to that host fail without a request: RegistryError with `retryAt`. Whether a token
 * server or the registry itself set the limit makes no difference to the registry's calls.
 *
 * Make one and share it between all registries.
 */
export function retry(options: RetryOptions = {}): Middleware {
  const { random = Math.random, ...given } = options;
  const waiting: Waiting = { onWait: () => {}, delay, now: Date.now, ...given };
  const closures = new Closures(waiting);
  return (next) => async (call) => {
    const { host } = call.url;
    for (let attempt = 0; ; attempt++) {
      await closures.pass(call);
      const { end, trouble } = await attemptOnce(next, call, waiting.now());
      if (trouble?.failure !== undefined) closures.remember(host, trouble.failure);
      const pause = isIdempotent(call) ? pauses[attempt] : undefined;
      if (trouble === undefined || pause === undefined || closures.isClosedLong(host)) return end();
      await trouble.discard();
      const milliseconds = Math.round(pause * (0.8 + 0.4 * random()));
      // A longer Retry-After is waited for at the loop's start.
      if ((trouble.failure?.retryAt ?? 0) - waiting.now() >= milliseconds) continue;
      waiting.onWait(host, milliseconds, trouble.reason);
      await waiting.delay(milliseconds, call.signal);
    }
  };
}

/** What a try brought, and whether another try may bring more. */
type Outcome = { readonly end: () => Response; readonly trouble?: Trouble };
type Trouble = {
  readonly reason: WaitReason;
  /** What a host that named a time said. */
  readonly failure?: RegistryError;
  readonly discard: () => Promise<void>;
};

async function attemptOnce(next: Send, call: Call, now: number): Promise<Outcome> {
  try {
    const response = await next(call);
    if (retriedStatuses.has(response.status)) return troubledAnswer(response, call.url.host, now);
    const whole = response.ok && isIdempotent(call) ? await arrived(response) : response;
    return { end: () => whole };
  } catch (error) {
    return failed(error);
  }
}

function troubledAnswer(response: Response, host: string, now: number): Outcome {
  const { status, headers } = response;
  const retryAt = retryAfter(headers, now);
  const kind = status === 429 ? "rateLimited" : "unavailable";
  const failure = retryAt === undefined ? undefined : new RegistryError(kind, host, { status, retryAt });
  const trouble = { reason: waitReason(status), discard: () => drain(response), ...(failure && { failure }) };
  return { end: () => response, trouble };
}

function failed(error: unknown): Outcome {
  const end = () => {
    throw error;
  };
  const discard = async () => {};
  if (error instanceof NetworkError && retriedCodes.has(error.code)) {
    return { end, trouble: { reason: "network", discard } };
  }
  // A token server's refusal comes as an error, because it is no answer to the call.
  if (error instanceof RegistryError && retriedStatuses.has(error.status)) {
    return { end, trouble: { reason: waitReason(error.status), failure: error, discard } };
  }
  return { end };
}

function isIdempotent({ method }: Call): boolean {
  return method === "GET" || method === "HEAD";
}
