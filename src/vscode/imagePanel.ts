import { randomBytes } from "node:crypto";
import {
  type Disposable,
  type ExtensionContext,
  env,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import { isAbort } from "../core/errors.ts";
import { explain } from "../core/explain.ts";
import type { ImageModel } from "../core/image/model.ts";
import { isDigest } from "../core/reference/digest.ts";
import {
  formatFamiliar,
  formatReference,
  formatWithinRegistry,
  parseReference,
  type Reference,
} from "../core/reference/reference.ts";
import { sanitize } from "../core/text.ts";
import type { DetailsState, HostMessage, Intent } from "../protocol.ts";
import { showFailure } from "./commands.ts";
import { detailsOf } from "./detailsState.ts";
import { log } from "./log.ts";
import type { Lookup } from "./lookup.ts";

const viewType = "mooring.image";

/** Opens image details, one panel for each reference; panels come back after a reload. */
export class ImagePanels implements Disposable {
  readonly #context: ExtensionContext;
  readonly #lookup: Lookup;
  readonly #open = new Map<string, ImagePanel>();
  readonly #serializer: Disposable;

  constructor(context: ExtensionContext, lookup: Lookup) {
    this.#context = context;
    this.#lookup = lookup;
    this.#serializer = window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state) => this.#restore(panel, state),
    });
  }

  /** Shows the panel of a reference, or brings it to the front. */
  show(reference: Reference): void {
    const open = this.#open.get(formatReference(reference));
    if (open !== undefined) open.reveal();
    else
      this.#adopt(
        window.createWebviewPanel(viewType, sanitize(shortTitle(reference)), ViewColumn.Active),
        reference,
      );
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const panel of this.#open.values()) panel.dispose();
  }

  #restore(panel: WebviewPanel, state: unknown): void {
    const written =
      typeof state === "object" && state !== null
        ? (state as Record<string, unknown>)["reference"]
        : undefined;
    const parsed = parseReference(typeof written === "string" ? written : "");
    if (parsed.ok) this.#adopt(panel, parsed.reference);
    else panel.dispose();
  }

  #adopt(panel: WebviewPanel, reference: Reference): void {
    const key = formatReference(reference);
    this.#open.set(key, new ImagePanel(panel, this.#context.extensionUri, this.#lookup, reference));
    panel.onDidDispose(() => this.#open.delete(key));
  }
}

/** One panel: it owns the state, posts it whole, and acts on the webview's intents. */
class ImagePanel implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #lookup: Lookup;
  readonly #reference: Reference;
  readonly #closing = new AbortController();
  #state: DetailsState;
  #image: ImageModel | undefined;
  #links: readonly string[] = [];
  #generation = 0;

  constructor(panel: WebviewPanel, extension: Uri, lookup: Lookup, reference: Reference) {
    this.#panel = panel;
    this.#lookup = lookup;
    this.#reference = reference;
    this.#state = { kind: "loading", title: sanitize(formatFamiliar(reference)) };
    const media = Uri.joinPath(extension, "dist", "webview");
    panel.iconPath = Uri.joinPath(extension, "media", "icon.png");
    panel.webview.options = { enableScripts: true, localResourceRoots: [media] };
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    panel.onDidDispose(() => this.#closing.abort());
    panel.webview.html = html(panel.webview, media, formatReference(reference));
    void this.#load();
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  async #load(platform?: string): Promise<void> {
    const generation = ++this.#generation;
    if (this.#image !== undefined) this.#show(this.#image, true);
    else this.#post({ kind: "loading", title: sanitize(formatFamiliar(this.#reference)) });
    try {
      const image = await this.#lookup.inspect(this.#reference, {
        ...(isDigest(platform) && { platform }),
        signal: this.#closing.signal,
      });
      if (generation === this.#generation) this.#show(image, false);
    } catch (failure) {
      if (generation === this.#generation && !isAbort(failure)) this.#fail(failure);
    }
  }

  #show(image: ImageModel, busy: boolean): void {
    this.#image = image;
    const now = Date.now();
    const details = detailsOf(image, {
      aliases: this.#lookup.aliases(this.#reference, image.descriptor.digest),
      asOf: this.#lookup.known(this.#reference)?.asOf ?? now,
      now,
      busy,
    });
    this.#links = details.links;
    this.#post({ kind: "image", image: details.image });
  }

  #fail(failure: unknown): void {
    const title = sanitize(formatFamiliar(this.#reference));
    const { problem, next } = explain(failure, formatWithinRegistry(this.#reference));
    log.warn(problem);
    this.#post({ kind: "failed", title, problem, next });
  }

  #post(state: DetailsState): void {
    this.#state = state;
    const message: HostMessage = { type: "state", state };
    void this.#panel.webview.postMessage(message);
  }

  #receive(message: unknown): void {
    const intent = readIntent(message);
    if (intent === undefined)
      log.warn("The image details sent a message that Mooring does not know; it was ignored.");
    else void this.#act(intent).catch((failure: unknown) => showFailure(failure));
  }

  async #act(intent: Intent): Promise<void> {
    switch (intent.type) {
      case "ready":
        return this.#post(this.#state);
      case "retry":
        return this.#load();
      case "choosePlatform":
        return this.#load(intent.digest);
      case "openLink":
        return this.#openLink(intent.link);
      case "openManifest":
        return this.#openManifest();
      case "copy":
        return this.#copy(this.#copied(intent.what));
      case "copyLayer":
        return this.#copy(this.#layerText(intent.number, intent.what));
    }
  }

  #copied(what: (Intent & { type: "copy" })["what"]): string | undefined {
    const image = this.#image;
    if (image === undefined) return undefined;
    const pinned = formatFamiliar({ ...this.#reference, digest: image.descriptor.digest });
    const texts = {
      digest: image.descriptor.digest,
      manifestDigest: image.manifest.digest,
      pinned,
      pull: `docker pull ${pinned}`,
    };
    return texts[what];
  }

  #layerText(number: number, what: "digest" | "diffId"): string | undefined {
    const layer = this.#image?.steps.find((step) => step.layer?.number === number)?.layer;
    return what === "digest" ? layer?.descriptor.digest : layer?.diffId;
  }

  async #copy(text: string | undefined): Promise<void> {
    if (text === undefined) return;
    await env.clipboard.writeText(text);
    window.setStatusBarMessage(`$(check) Copied ${text.slice(0, 60)}`, 3000);
  }

  async #openLink(link: number): Promise<void> {
    const url = this.#links[link];
    if (url !== undefined) await env.openExternal(Uri.parse(url, true));
  }

  async #openManifest(): Promise<void> {
    if (this.#image === undefined) return;
    const { repository } = this.#reference;
    const bytes = await this.#lookup.manifestBytes({ repository, digest: this.#image.manifest.digest });
    const content = JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)), undefined, 2);
    await window.showTextDocument(await workspace.openTextDocument({ language: "json", content }));
  }
}

/** The intent in a message, or undefined when the message is none: its sender may be anyone (U04). */
export function readIntent(message: unknown): Intent | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { type, digest, what, number, link } = message as Record<string, unknown>;
  switch (type) {
    case "ready":
    case "retry":
    case "openManifest":
      return { type };
    case "choosePlatform":
      return isDigest(digest) ? { type, digest } : undefined;
    case "openLink":
      return typeof link === "number" && Number.isInteger(link) ? { type, link } : undefined;
    case "copy":
      return what === "digest" || what === "pinned" || what === "pull" || what === "manifestDigest"
        ? { type, what }
        : undefined;
    case "copyLayer":
      return typeof number === "number" && (what === "digest" || what === "diffId")
        ? { type, number, what }
        : undefined;
    default:
      return undefined;
  }
}

function shortTitle(reference: Reference): string {
  const { digest: _, ...named } = reference;
  return formatFamiliar(named).replace(/^.*\//, "");
}

function html(webview: Webview, media: Uri, reference: string): string {
  const nonce = randomBytes(16).toString("base64");
  const script = webview.asWebviewUri(Uri.joinPath(media, "main.js"));
  const style = webview.asWebviewUri(Uri.joinPath(media, "main.css"));
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Image details</title>
</head>
<body data-reference="${reference}">
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
