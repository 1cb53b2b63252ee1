import { randomBytes } from "node:crypto";
import { type Disposable, type ExtensionContext, Uri, type Webview, type WebviewPanel } from "vscode";
import type { HostMessage } from "../protocol/message.ts";
import { showFailure } from "./commands.ts";
import { log } from "./log.ts";

/** One of the webviews, and what opens it again. */
export type PanelOptions<State, Intent> = {
  readonly page: Page;
  /** What the page says that it shows; it hands this back in its saved state. Of characters that HTML leaves alone. */
  readonly subject: string;
  readonly state: State;
  /** The intent in a message, or undefined when the message is none: its sender may be anyone (U04). */
  readonly read: (message: unknown) => Intent | undefined;
  /** Acts on an intent; a failure is shown. */
  readonly act: (intent: Exclude<Intent, { readonly type: "ready" }>) => Promise<void> | void;
};

/** A page of webview/: `script` names its script and style sheet, `attribute` where the subject is written. */
export type Page = {
  readonly title: string;
  readonly script: "main" | "compare";
  readonly attribute: "reference" | "subject";
};

/** A panel whose state the host owns: it is posted whole, and again whenever the webview says that it is ready. */
export class StatePanel<State, Intent extends { readonly type: string }> implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #options: PanelOptions<State, Intent>;
  readonly #closing = new AbortController();
  #state: State;

  constructor(
    panel: WebviewPanel,
    { extensionUri }: Pick<ExtensionContext, "extensionUri">,
    options: PanelOptions<State, Intent>,
  ) {
    this.#panel = panel;
    this.#options = options;
    this.#state = options.state;
    const media = Uri.joinPath(extensionUri, "dist", "webview");
    panel.iconPath = Uri.joinPath(extensionUri, "media", "icon.png");
    panel.webview.options = { enableScripts: true, localResourceRoots: [media] };
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidDispose(() => this.#closing.abort());
    panel.webview.html = html(panel.webview, media, options.page, options.subject);
  }

  /** Aborted when the panel is closed. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** What was posted last. */
  get state(): State {
    return this.#state;
  }

  post(state: State): void {
    this.#state = state;
    const message: HostMessage<State> = { type: "state", state };
    void this.#panel.webview.postMessage(message);
  }

  /** Posts what does not change and is too much for every state. It is lost on a hidden page, which asks again. */
  postBeside(message: { readonly type: string }): void {
    void this.#panel.webview.postMessage(message);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #receive(message: unknown): void {
    const intent = this.#options.read(message);
    if (intent === undefined) {
      const { title } = this.#options.page;
      log.warn(`The webview "${title}" sent a message that Mooring does not know; it was ignored.`);
    } else if (asksForMore(intent)) void this.#act(intent).catch((failure: unknown) => showFailure(failure));
    else this.post(this.#state);
  }

  async #act(intent: Exclude<Intent, { readonly type: "ready" }>): Promise<void> {
    await this.#options.act(intent);
  }
}

function asksForMore<Intent extends { readonly type: string }>(
  intent: Intent,
): intent is Exclude<Intent, { readonly type: "ready" }> {
  return intent.type !== "ready";
}

function html(webview: Webview, media: Uri, { title, script, attribute }: Page, subject: string): string {
  const nonce = randomBytes(16).toString("base64");
  const source = webview.asWebviewUri(Uri.joinPath(media, `${script}.js`));
  const style = webview.asWebviewUri(Uri.joinPath(media, `${script}.css`));
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>${title}</title>
</head>
<body data-${attribute}="${subject}">
<script nonce="${nonce}" src="${source}"></script>
</body>
</html>`;
}
