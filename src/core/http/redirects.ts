import { NetworkError } from "../errors.ts";
import type { Lookup } from "./addresses.ts";
import { drain } from "./body.ts";
import type { Call, Middleware } from "./call.ts";
import { isSafeTarget } from "./targets.ts";

const mostHops = 5;
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const survivingHeaders = ["accept", "range"];

/**
 * Follows the redirects of a GET or HEAD by hand, at most five. The headers of each hop are made anew: `Accept` and
 * `Range` survive, `Authorization` only within its origin; once lost it does not come back. Other methods get the
 * redirect as their answer.
 *
 * Refused, before any request: a target that isSafeTarget forbids (NetworkError `refused`, code `redirect`), a
 * missing or broken `Location` (`invalidRedirect`), a sixth hop (`tooManyRedirects`). `lookup` as in isSafeTarget.
 *
 * The challenge of an answer from another origin is removed: it is not the registry's (reliability V1).
 */
export function redirects({ lookup }: { readonly lookup?: Lookup | undefined } = {}): Middleware {
  return (next) => async (call) => {
    let current = call;
    for (let hops = 0; ; hops++) {
      const response = await next(current);
      if (!isFollowed(current, response)) return originOf(call, current, response);
      await drain(response);
      if (hops === mostHops) throw new NetworkError("refused", call.url.host, { code: "tooManyRedirects" });
      const target = await safeTarget(call.url, current.url, response.headers.get("location"), lookup);
      current = hop(current, target);
    }
  };
}

function isFollowed({ method }: Call, { status }: Response): boolean {
  return redirectStatuses.has(status) && (method === "GET" || method === "HEAD");
}

async function safeTarget(
  registry: URL,
  current: URL,
  location: string | null,
  lookup: Lookup | undefined,
): Promise<URL> {
  const { host } = registry;
  const target = location === null ? null : URL.parse(location, current.href);
  if (target === null) throw new NetworkError("refused", host, { code: "invalidRedirect" });
  const downgrade = current.protocol === "https:" && target.protocol !== "https:";
  if (downgrade || !(await isSafeTarget(registry, target, lookup))) {
    throw new NetworkError("refused", host, { code: "redirect", target: target.host || target.protocol });
  }
  return target;
}

function hop(current: Call, url: URL): Call {
  const names = url.origin === current.url.origin ? [...survivingHeaders, "authorization"] : survivingHeaders;
  const kept = Object.entries(current.headers ?? {}).filter(([name]) => names.includes(name));
  return { ...current, url, headers: Object.fromEntries(kept) };
}

function originOf(asked: Call, answered: Call, response: Response): Response {
  if (asked.url.origin !== answered.url.origin && response.headers.has("www-authenticate")) {
    response.headers.delete("www-authenticate");
  }
  return response;
}
