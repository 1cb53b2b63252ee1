/** A fake of every host at once, as a transport: answers by host, and notes which hosts were asked and told secrets. */
import type { Call, Send } from "../../src/core/http/call.ts";
import { holds } from "./holds.ts";

export type Internet = {
  readonly send: Send;
  readonly calls: Call[];
  /** The hosts that were asked. */
  readonly reached: () => readonly string[];
  /** The hosts that were sent something with this secret in it. */
  readonly told: (secret: string) => readonly string[];
};

/** Answers a call; undefined where the host has nothing to say. */
export type Page = (call: Call) => Response | undefined;

/** A host that is not there answers with 404. */
export function internet(hosts: Readonly<Record<string, Page>>): Internet {
  const calls: Call[] = [];
  const hostsOf = (some: readonly Call[]) => [...new Set(some.map(({ url }) => url.host))].sort();
  return {
    calls,
    send: async (call) => {
      call.signal?.throwIfAborted();
      calls.push(call);
      return hosts[call.url.host]?.(call) ?? Response.json({}, { status: 404 });
    },
    reached: () => hostsOf(calls),
    told: (secret) => hostsOf(calls.filter((call) => holds(call, secret))),
  };
}

export const moved = (location: string) => new Response(null, { status: 307, headers: { location } });

export const challenged = (challenge: string) =>
  Response.json({}, { status: 401, headers: { "www-authenticate": challenge } });
