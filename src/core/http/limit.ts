import { abortable } from "../async.ts";
import type { Middleware } from "./call.ts";
import { watchBody } from "./watchBody.ts";

/** How many calls may be under way at once. */
export type Places = {
  readonly perHost: number;
  readonly total: number;
};

/** `allowed` may be a fraction: a host wins its places back in eighths. */
type Host = { allowed: number; active: number; halvings: number };
type Waiting = { readonly host: Host; readonly start: () => void };

/** The part of a place that a good answer wins back after a 429. */
const regained = 1 / 8;

/**
 * Lets so many calls run at once to one host and in all; the rest wait in order, and a cancelled one leaves the
 * queue. A call holds its place until its body ends, or until its headers when it streams. A host that answers 429 has its places halved, once for all
 * calls that were under way, and wins one back with eight good answers. A host may always have one call under
 * way, whatever the total: dead registries do not starve a live one (reliability X08).
 *
 * Make one and share it between all registries.
 */
export function limit({ perHost, total }: Places = { perHost: 8, total: 16 }): Middleware {
  const queue = new Queue(perHost, total);
  return (next) => async (call) => {
    const host = queue.host(call.url.host);
    await queue.enter(host, call.signal);
    const { halvings } = host;
    const leave = once(() => {
      call.signal?.removeEventListener("abort", leave);
      queue.leave(host);
    });
    // A body that nobody reads on gives its place back when the call is cancelled or its deadline passes.
    call.signal?.addEventListener("abort", leave, { once: true });
    try {
      const response = await next(call);
      queue.learn(host, response.status, halvings);
      if (!call.streams) return watchBody(response, { end: leave });
      leave();
      return response;
    } catch (error) {
      leave();
      throw error;
    }
  };
}

class Queue {
  readonly #perHost: number;
  readonly #total: number;
  readonly #hosts = new Map<string, Host>();
  readonly #waiting: Waiting[] = [];
  #active = 0;

  constructor(perHost: number, total: number) {
    this.#perHost = perHost;
    this.#total = total;
  }

  host(name: string): Host {
    const host = this.#hosts.get(name) ?? { allowed: this.#perHost, active: 0, halvings: 0 };
    this.#hosts.set(name, host);
    return host;
  }

  async enter(host: Host, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#mayStart(host)) return this.#start(host);
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting: Waiting = { host, start: resolve };
    this.#waiting.push(waiting);
    try {
      await abortable(promise, signal);
    } catch (reason) {
      const place = this.#waiting.indexOf(waiting);
      // Cancelled in the very moment it was let in: hand the place on.
      if (place === -1) this.leave(host);
      else this.#waiting.splice(place, 1);
      throw reason;
    }
  }

  leave(host: Host): void {
    host.active--;
    this.#active--;
    for (;;) {
      const place = this.#waiting.findIndex((waiting) => this.#mayStart(waiting.host));
      const [waiting] = place === -1 ? [] : this.#waiting.splice(place, 1);
      if (waiting === undefined) return;
      this.#start(waiting.host);
      waiting.start();
    }
  }

  learn(host: Host, status: number, halvingsAtStart: number): void {
    if (status !== 429) host.allowed = Math.min(this.#perHost, host.allowed + regained);
    else if (host.halvings === halvingsAtStart) {
      host.halvings++;
      host.allowed = Math.max(1, Math.floor(host.allowed / 2));
    }
  }

  #mayStart(host: Host): boolean {
    if (host.active === 0) return true;
    return host.active < Math.floor(host.allowed) && this.#active < this.#total;
  }

  #start(host: Host): void {
    host.active++;
    this.#active++;
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
