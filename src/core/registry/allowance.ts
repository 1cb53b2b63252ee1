/**
 * How many pulls a registry still allows, as it tells with its answers about manifests.
 * https://docs.docker.com/docker-hub/usage/pulls/#view-hourly-pull-rate-and-limit
 */
import type { Call, Middleware } from "../http/call.ts";

export type PullAllowance = {
  /** Pulls in a window. */
  readonly limit: number;
  readonly remaining: number;
  readonly windowSeconds?: number;
  /** Whose pulls are counted: an IP address or an account. Hostile text. */
  readonly source?: string;
  /** When the registry said so, in milliseconds since 1970. */
  readonly at: number;
};

const pattern = /^(\d{1,9})(?:;w=(\d{1,6}))?$/;
const longestSource = 100;

/** Reads the allowance from an answer's headers; undefined when they tell none, or nonsense. */
export function readAllowance(headers: Headers, now: number): PullAllowance | undefined {
  const [, limit, window] = pattern.exec(headers.get("ratelimit-limit") ?? "") ?? [];
  const [, remaining] = pattern.exec(headers.get("ratelimit-remaining") ?? "") ?? [];
  if (limit === undefined || remaining === undefined || Number(remaining) > Number(limit)) return undefined;
  const source = headers.get("docker-ratelimit-source")?.slice(0, longestSource);
  return {
    limit: Number(limit),
    remaining: Number(remaining),
    ...(window !== undefined && { windowSeconds: Number(window) }),
    ...(source && { source }),
    at: now,
  };
}

/**
 * Tells what a registry's answers about manifests say of the allowance, and undefined when it stops saying anything:
 * then there is no limit any more. Asks nothing itself. `base` is the root of the registry's API.
 */
export function watchAllowance(
  base: URL,
  tell: (allowance: PullAllowance | undefined) => void,
  now: () => number = Date.now,
): Middleware {
  let isKnown = false;
  return (next) => async (call) => {
    const response = await next(call);
    if (!isPull(call, base)) return response;
    const allowance = readAllowance(response.headers, now());
    if (allowance !== undefined || (isKnown && response.ok)) tell(allowance);
    if (allowance !== undefined || response.ok) isKnown = allowance !== undefined;
    return response;
  };
}

function isPull({ method, url }: Call, base: URL): boolean {
  const isReading = method === "GET" || method === "HEAD";
  return isReading && url.origin === base.origin && /\/v2\/.+\/manifests\/[^/]+$/.test(url.pathname);
}
