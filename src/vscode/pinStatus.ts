import {
  commands,
  type Disposable,
  StatusBarAlignment,
  type StatusBarItem,
  type TextDocument,
  window,
  workspace,
} from "vscode";
import { formatCount } from "../core/format.ts";
import { countPins, type PinCount } from "../core/pinning/count.ts";
import type { DocumentIndex } from "./documentIndex.ts";
import { onOwnFilesChange } from "./selector.ts";

/** Milliseconds without typing before the file is counted again. */
const pause = 250;

/**
 * How many images of the active file are pinned, in the status bar: there only for files that name images. Says to
 * the palette, too, whether the active file is one (`mooring.containerFile`).
 */
export class PinStatus implements Disposable {
  readonly #index: DocumentIndex;
  readonly #listeners: readonly Disposable[];
  #item: StatusBarItem | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(index: DocumentIndex) {
    this.#index = index;
    this.#listeners = [
      window.onDidChangeActiveTextEditor(() => this.#schedule(0)),
      workspace.onDidChangeTextDocument(
        ({ document }) => document === window.activeTextEditor?.document && this.#schedule(pause),
      ),
      // A document that got another language is opened anew.
      workspace.onDidOpenTextDocument(() => this.#schedule(0)),
      onOwnFilesChange(() => this.#schedule(0)),
    ];
    this.#schedule(0);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.dispose();
    this.#item?.dispose();
  }

  #schedule(wait: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#update(window.activeTextEditor?.document), wait);
  }

  async #update(document: TextDocument | undefined): Promise<void> {
    const version = document?.version;
    const reading = document && (await this.#index.read(document));
    // What the user turned to meanwhile is counted by an update of its own.
    if (document !== window.activeTextEditor?.document || document?.version !== version) return;
    void commands.executeCommand("setContext", "mooring.containerFile", reading !== undefined);
    this.#show(document && reading && countPins(document.getText(), reading.occurrences));
  }

  #show(count: PinCount | undefined): void {
    if (count === undefined || count.total === 0) {
      this.#item?.hide();
      return;
    }
    this.#item ??= makeItem();
    const { pinned, total } = count;
    this.#item.text = `$(pinned) ${pinned}/${total} pinned`;
    this.#item.tooltip = tooltipOf(count);
    this.#item.command = pinned === total ? undefined : "mooring.pinAllInFile";
    this.#item.show();
  }
}

function tooltipOf({ pinned, total }: PinCount): string {
  const images = formatCount(total, "image");
  if (pinned === total) return `Pinned in this file: ${images}, which is all that can be.`;
  const others = pinned === 0 ? "them" : `the other ${total - pinned}`;
  return `Pinned in this file: ${pinned} of ${images}. Click to pin ${others} to digests.`;
}

function makeItem(): StatusBarItem {
  const item = window.createStatusBarItem("mooring.pins", StatusBarAlignment.Left);
  item.name = "Pinned Images";
  return item;
}
