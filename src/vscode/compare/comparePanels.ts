import { type Disposable, ViewColumn, type WebviewPanel, window } from "vscode";
import type { ComparePanel, ComparePanelParts } from "./comparePanel.ts";
import { formatSubject, readSubject, type Subject } from "./compareSubject.ts";

const viewType = "mooring.compare";

/** Opens what changed, one panel for each subject; panels come back after a reload. */
export class ComparePanels implements Disposable {
  readonly #parts: ComparePanelParts;
  readonly #open = new Map<string, ComparePanel>();
  readonly #serializer: Disposable;

  constructor(parts: ComparePanelParts) {
    this.#parts = parts;
    this.#serializer = window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state) => this.#restore(panel, state),
    });
  }

  /** Shows the panel of a subject with what is true now. */
  async show(subject: Subject): Promise<void> {
    // Loaded when something is compared for the first time.
    const { ComparePanel, tabTitle } = await import("./comparePanel.ts");
    const open = this.#open.get(formatSubject(subject));
    if (open !== undefined) open.reveal();
    else
      this.#adopt(
        ComparePanel,
        window.createWebviewPanel(viewType, tabTitle(subject), ViewColumn.Active),
        subject,
      );
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const panel of this.#open.values()) panel.dispose();
  }

  async #restore(panel: WebviewPanel, state: unknown): Promise<void> {
    const written =
      typeof state === "object" && state !== null ? (state as Record<string, unknown>)["subject"] : undefined;
    const subject = readSubject(written);
    const { ComparePanel } = await import("./comparePanel.ts");
    if (subject === undefined) panel.dispose();
    else this.#adopt(ComparePanel, panel, subject);
  }

  #adopt(Panel: typeof ComparePanel, panel: WebviewPanel, subject: Subject): void {
    const key = formatSubject(subject);
    this.#open.set(key, new Panel(panel, this.#parts, subject));
    panel.onDidDispose(() => this.#open.delete(key));
  }
}
