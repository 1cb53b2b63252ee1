import { type LogOutputChannel, window } from "vscode";
import type { Middleware } from "../core/http/call.ts";

/** Mooring's log, made on first use. Callers hand it text without secrets: explanations, methods, hosts and paths. */
export const log = {
  info: (text: string) => channel().info(text),
  warn: (text: string) => channel().warn(text),
  error: (text: string) => channel().error(text),
  debug: (text: string) => channel().debug(text),
  show: () => channel().show(),
};

let opened: LogOutputChannel | undefined;

function channel(): LogOutputChannel {
  opened ??= window.createOutputChannel("Mooring", { log: true });
  return opened;
}

/** Notes each request with its status: method, host and path, never a query or a header, which may hold secrets. */
export const logged: Middleware = (next) => async (call) => {
  const request = `${call.method} ${call.url.host}${call.url.pathname}`;
  try {
    const response = await next(call);
    log.debug(`${request} ${response.status}`);
    return response;
  } catch (failure) {
    log.debug(`${request} ${failure instanceof Error ? failure.message : "failed"}`);
    throw failure;
  }
};
