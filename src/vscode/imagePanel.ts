import {
  type Disposable,
  type ExtensionContext,
  env,
  Uri,
  ViewColumn,
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
import type { DetailsState, Intent } from "../protocol.ts";
import { detailsOf } from "./detailsState.ts";
import { log } from "./log.ts";
import type { Lookup } from "./lookup.ts";
import { StatePanel } from "./statePanel.ts";

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
    this.#open.set(key, new ImagePanel(panel, this.#context, this.#lookup, reference));
    panel.onDidDispose(() => this.#open.delete(key));
  }
}

/** One panel: what it shows, and what it does on the webview's intents. */
class ImagePanel implements Disposable {
  readonly #panel: StatePanel<DetailsState, Intent>;
  readonly #lookup: Lookup;
  readonly #reference: Reference;
  #image: ImageModel | undefined;
  #links: readonly string[] = [];
  #generation = 0;

  constructor(panel: WebviewPanel, context: ExtensionContext, lookup: Lookup, reference: Reference) {
    this.#lookup = lookup;
    this.#reference = reference;
    this.#panel = new StatePanel(panel, context, {
      page: { title: "Image details", script: "main", attribute: "reference" },
      subject: formatReference(reference),
      state: { kind: "loading", title: sanitize(formatFamiliar(reference)) },
      read: readIntent,
      act: (intent) => this.#act(intent),
    });
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
    else this.#panel.post({ kind: "loading", title: sanitize(formatFamiliar(this.#reference)) });
    try {
      const image = await this.#lookup.inspect(this.#reference, {
        ...(isDigest(platform) && { platform }),
        signal: this.#panel.signal,
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
    this.#panel.post({ kind: "image", image: details.image });
  }

  #fail(failure: unknown): void {
    const title = sanitize(formatFamiliar(this.#reference));
    const { problem, next } = explain(failure, formatWithinRegistry(this.#reference));
    log.warn(problem);
    this.#panel.post({ kind: "failed", title, problem, next });
  }

  async #act(intent: Exclude<Intent, { readonly type: "ready" }>): Promise<void> {
    switch (intent.type) {
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
