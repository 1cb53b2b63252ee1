import { type Disposable, ViewColumn, type WebviewPanel, window } from "vscode";
import {
  formatFamiliar,
  formatReference,
  parseReference,
  type Reference,
} from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import type { ImagePanel, ImagePanelParts } from "./imagePanel.ts";

const viewType = "mooring.image";

/** What the panels need; `pickOther` is told which images are open. */
export type ImagePanelsParts = Omit<ImagePanelParts, "kept" | "pickOther"> & {
  readonly pickOther: (beside: Reference, open: readonly Reference[]) => Promise<Reference | undefined>;
};

/** Opens image details, one panel for each reference; panels come back after a reload. */
export class ImagePanels implements Disposable {
  readonly #parts: ImagePanelParts;
  readonly #open = new Map<string, ImagePanel>();
  readonly #serializer: Disposable;

  constructor({ pickOther, ...parts }: ImagePanelsParts) {
    this.#parts = { ...parts, kept: new Map(), pickOther: (beside) => pickOther(beside, this.#references()) };
    this.#serializer = window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state) => this.#restore(panel, state),
    });
  }

  /** Shows the panel of a reference, or brings it to the front. */
  async show(reference: Reference): Promise<ImagePanel> {
    // Loaded when details are opened for the first time.
    const { ImagePanel } = await import("./imagePanel.ts");
    const open = this.#open.get(formatReference(reference));
    open?.reveal();
    return (
      open ??
      this.#adopt(
        ImagePanel,
        window.createWebviewPanel(viewType, sanitize(shortTitle(reference)), ViewColumn.Active),
        reference,
      )
    );
  }

  /** Forgets what was read of tags; what is shown stays. */
  clear(): void {
    this.#parts.kept.clear();
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const panel of this.#open.values()) panel.dispose();
  }

  #references(): readonly Reference[] {
    return [...this.#open.keys()].flatMap((key) => {
      const parsed = parseReference(key);
      return parsed.ok ? [parsed.reference] : [];
    });
  }

  async #restore(panel: WebviewPanel, state: unknown): Promise<void> {
    const written =
      typeof state === "object" && state !== null
        ? (state as Record<string, unknown>)["reference"]
        : undefined;
    const parsed = parseReference(typeof written === "string" ? written : "");
    const { ImagePanel } = await import("./imagePanel.ts");
    if (parsed.ok) this.#adopt(ImagePanel, panel, parsed.reference);
    else panel.dispose();
  }

  #adopt(Panel: typeof ImagePanel, panel: WebviewPanel, reference: Reference): ImagePanel {
    const key = formatReference(reference);
    const adopted = new Panel(panel, this.#parts, reference);
    this.#open.set(key, adopted);
    panel.onDidDispose(() => this.#open.delete(key));
    return adopted;
  }
}

function shortTitle(reference: Reference): string {
  const { digest: _, ...named } = reference;
  return formatFamiliar(named).replace(/^.*\//, "");
}
