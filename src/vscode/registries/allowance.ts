import {
  type Disposable,
  MarkdownString,
  StatusBarAlignment,
  type StatusBarItem,
  window,
  workspace,
} from "vscode";
import type { PullAllowance } from "../../core/registry/allowance.ts";
import { setting } from "../settings.ts";
import { allowanceLabel, allowanceTooltip, chooseAllowance, endOf } from "./allowanceText.ts";

/** The status bar's word on the pulls that Docker Hub still allows: there only when they run low. */
export class AllowanceItem implements Disposable {
  /** By the registry's id. */
  readonly #known = new Map<string, PullAllowance>();
  readonly #listener: Disposable;
  #item: StatusBarItem | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#listener = workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("mooring.hub.showAllowance")) this.#show();
    });
  }

  /** Takes what a registry says; undefined when it counts no pulls, or is seen by somebody else from now on. */
  tell(id: string, allowance: PullAllowance | undefined): void {
    if (allowance === undefined) this.#known.delete(id);
    else this.#known.set(id, allowance);
    this.#show();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listener.dispose();
    this.#item?.dispose();
  }

  #show(): void {
    clearTimeout(this.#timer);
    const now = Date.now();
    const chosen = setting("hub.showAllowance") ? chooseAllowance(this.#known.values(), now) : undefined;
    if (chosen === undefined) {
      this.#item?.hide();
      return;
    }
    this.#item ??= makeItem();
    this.#item.text = allowanceLabel(chosen);
    this.#item.tooltip = new MarkdownString(allowanceTooltip(chosen, now));
    this.#item.show();
    // When the window is over, nothing is known until the registry is asked for something again.
    this.#timer = setTimeout(() => this.#show(), endOf(chosen) - now);
  }
}

function makeItem(): StatusBarItem {
  const item = window.createStatusBarItem("mooring.allowance", StatusBarAlignment.Right);
  item.name = "Docker Hub Pulls";
  return item;
}
