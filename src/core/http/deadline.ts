import { abortable } from "../async.ts";
import { NetworkError } from "../errors.ts";
import type { Middleware } from "./call.ts";
import { watchBody } from "./watchBody.ts";

/**
 * Ends a call, with the reading of its body, after the call's own `deadline` or `standard` milliseconds:
 * NetworkError `timeout` with the code `deadline`. A body that drips for ever ends here.
 */
export function deadline(standard = 60_000): Middleware {
  return (next) => async (call) => {
    const controller = new AbortController();
    const expire = () => controller.abort(new NetworkError("timeout", call.url.host, { code: "deadline" }));
    const timer = setTimeout(expire, call.deadline ?? standard);
    // A body that nobody reads must not keep the command line alive.
    timer.unref();
    const end = () => clearTimeout(timer);
    const signal = AbortSignal.any([controller.signal, ...(call.signal === undefined ? [] : [call.signal])]);
    try {
      const response = await next({ ...call, signal });
      return watchBody(response, { read: (reading) => abortable(reading, signal), end });
    } catch (error) {
      end();
      throw error;
    }
  };
}
