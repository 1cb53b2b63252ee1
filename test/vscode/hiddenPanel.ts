import * as vscode from "vscode";
import type { HostMessage } from "../../src/protocol/message.ts";

/** A panel that is not shown: what is posted to its webview, and what the webview would say. */
export function hiddenPanel<State>() {
  const posted: State[] = [];
  const received = new vscode.EventEmitter<unknown>();
  const disposed = new vscode.EventEmitter<void>();
  const webview = {
    html: "",
    options: {},
    cspSource: "https://csp.test",
    asWebviewUri: (uri: vscode.Uri) => uri,
    onDidReceiveMessage: received.event,
    postMessage: async ({ state }: HostMessage<State>) => posted.push(state),
  };
  const panel = { webview, onDidDispose: disposed.event, reveal: () => {}, dispose: () => disposed.fire() };
  return {
    panel: panel as unknown as vscode.WebviewPanel,
    posted,
    send: (intent: unknown) => received.fire(intent),
  };
}
