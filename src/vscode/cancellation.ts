import type { CancellationToken } from "vscode";

/** A signal that aborts when VS Code cancels, so that core need not know VS Code. */
export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
