import type { Middleware } from "../../src/core/http/call.ts";
import type { Running } from "./subject.ts";

/**
 * Lets the tokens of a real registry expire before their time: from then on those that went out before arrive with
 * another signature, which registries refuse as they refuse a token that has ended.
 */
export function spoilTokens(): Required<Pick<Running, "between" | "expireTokens">> {
  const used = new Set<string>();
  const spoiled = new Set<string>();
  const between: Middleware = (next) => (call) => {
    const { authorization = "" } = call.headers ?? {};
    if (!authorization.startsWith("Bearer ")) return next(call);
    used.add(authorization);
    if (!spoiled.delete(authorization)) return next(call);
    const other = authorization.replace(/[^.]+$/, (signature) => [...signature].reverse().join(""));
    return next({ ...call, headers: { ...call.headers, authorization: other } });
  };
  const expireTokens = (): void => {
    for (const authorization of used) spoiled.add(authorization);
  };
  return { between, expireTokens };
}
