import { abortable } from "../async.ts";
import { NetworkError } from "../errors.ts";
import type { Middleware } from "./call.ts";
import { watchBody } from "./watchBody.ts";

/** How long silence is borne, in milliseconds. */
export type Patience = {
  /** From the request to the answer's headers, unless the call has a patience of its own. */
  readonly headers: number;
  /** From asking for the next chunk of the body to its arrival. */
  readonly gap: number;
};

/**
 * Ends a call whose other side fell silent: NetworkError `timeout` with the code `headerTimeout` or `gapTimeout`.
 * A caller that reads slowly is not the other side's silence.
 */
export function stall(patience: Patience = { headers: 15_000, gap: 15_000 }): Middleware {
  return (next) => async (call) => {
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, ...(call.signal === undefined ? [] : [call.signal])]);
    const within = <T>(work: Promise<T>, milliseconds: number, code: string): Promise<T> => {
      const fail = () => controller.abort(new NetworkError("timeout", call.url.host, { code }));
      const timer = setTimeout(fail, milliseconds);
      return abortable(work, signal).finally(() => clearTimeout(timer));
    };
    const headers = call.patience ?? patience.headers;
    const response = await within(next({ ...call, signal }), headers, "headerTimeout");
    return watchBody(response, { read: (reading) => within(reading, patience.gap, "gapTimeout") });
  };
}
