import { type LogOutputChannel, window } from "vscode";

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
