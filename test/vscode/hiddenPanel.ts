import * as vscode from "vscode";
import type { HostMessage } from "../../src/protocol/message.ts";

/** A panel that is not shown: the states posted to its webview, what stands beside them, and what the webview would say. */
export function hiddenPanel<State>() {
  const posted: State[] = [];
  const beside: { readonly type: string }[] = [];
  const received = new vscode.EventEmitter<unknown>();
  const disposed = new vscode.EventEmitter<void>();
  const webview = {
    html: "",
    options: {},
    cspSource: "https://csp.test",
    asWebviewUri: (uri: vscode.Uri) => uri,
    onDidReceiveMessage: received.event,
    postMessage: async (message: HostMessage<State> | { readonly type: string }) =>
      "state" in message ? posted.push(message.state) : beside.push(message),
  };
  const panel = { webview, onDidDispose: disposed.event, reveal: () => {}, dispose: () => disposed.fire() };
  return {
    panel: panel as unknown as vscode.WebviewPanel,
    posted,
    /** Messages that are no states. */
    beside,
    send: (intent: unknown) => received.fire(intent),
  };
}
