import {
  Disposable,
  type Event,
  EventEmitter,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
} from "vscode";
import type { Explorer } from "../core/explorer/explorer.ts";
import {
  type ExplorerNode,
  type ListNode,
  nodeId,
  type ParentNode,
  parentOf,
} from "../core/explorer/node.ts";
import { registerCommand } from "./commands.ts";
import { RowChanges } from "./rowChanges.ts";
import { tooltip, treeItem } from "./treeItem.ts";

const viewId = "mooring.registries";

/** The Registries view: the explorer's rows in VS Code's tree, with the commands that read them on or again. */
export class ExplorerView implements TreeDataProvider<ExplorerNode>, Disposable {
  readonly #explorer: Explorer;
  readonly #changed = new EventEmitter<ExplorerNode | undefined>();
  readonly #changes = new RowChanges<ExplorerNode>(
    (node) => this.#changed.fire(node && this.#latest(node)),
    nodeId,
    Date.now,
  );
  /** The rows that were handed out last, by id: VS Code knows a row only by the very object. */
  readonly #rows = new Map<string, ExplorerNode>();
  readonly #view: TreeView<ExplorerNode>;
  readonly #commands: Disposable;

  constructor(explorer: Explorer) {
    this.#explorer = explorer;
    this.#view = window.createTreeView<ExplorerNode>(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#commands = Disposable.from(
      registerCommand("mooring.refresh", (node) => this.refresh(node)),
      registerCommand("mooring.retry", async (node) => {
        if (node?.kind === "failure") await this.#read(node.parent, () => explorer.retry(node));
      }),
      registerCommand("mooring.loadMore", async (node) => {
        if (node?.kind === "more") await this.loadMore(node.parent);
      }),
    );
  }

  get onDidChangeTreeData(): Event<ExplorerNode | undefined> {
    return this.#changed.event;
  }

  getTreeItem(node: ExplorerNode): TreeItem {
    return treeItem(this.#explorer.current(node), Date.now());
  }

  resolveTreeItem(item: TreeItem, node: ExplorerNode): TreeItem {
    const text = tooltip(this.#explorer.current(node), Date.now());
    if (text !== undefined) item.tooltip = text;
    return item;
  }

  getParent(node: ExplorerNode): ParentNode | undefined {
    return parentOf(node);
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    if (node === undefined) {
      const roots = await this.#explorer.roots();
      this.#rows.clear();
      return this.#handOut(undefined, roots);
    }
    const before = tells(this.#explorer.current(node));
    const rows = await this.#explorer.children(node);
    const handedOut = this.#handOut(node, rows);
    if (tells(this.#explorer.current(node)) !== before) void this.#changes.tell(node);
    return handedOut;
  }

  /** Reads what is below a row again, or everything; expanded rows stay expanded. */
  async refresh(node?: ExplorerNode): Promise<void> {
    await this.#read(node, () => this.#explorer.refresh(node));
  }

  /**
   * Gives rows to more of a list. The first new one takes the place of the row that was clicked and is selected; the
   * focus stays on that row as long as there is one, as VS Code scrolls what it puts the focus on to the middle.
   */
  async loadMore(list: ListNode): Promise<void> {
    const wasChosen = this.#view.selection[0]?.kind === "more" && this.#view.visible;
    const before = new Set((await this.#explorer.children(list)).map(nodeId));
    await this.#read(list, () => this.#explorer.more(list));
    const rows = await this.#explorer.children(list);
    const added = rows.find((row) => !before.has(nodeId(row)));
    if (added === undefined || !wasChosen) return;
    const focus = !rows.some(({ kind }) => kind === "more");
    // The list may have changed again meanwhile; then nothing is selected.
    await Promise.resolve(this.#view.reveal(added, { select: true, focus })).catch(() => {});
  }

  /** Shows the registries as they are now; nothing is asked again. */
  update(): void {
    void this.#changes.tell(undefined);
  }

  /** Forgets what was read from a registry, gives up what is under way to it, and shows it as it is now. */
  forget(host: string): void {
    this.#explorer.forget(host);
    this.update();
  }

  dispose(): void {
    this.#explorer.dispose();
    this.#commands.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  /** Works with the view's own progress line, then shows what is below the row. */
  async #read(node: ExplorerNode | undefined, work: () => Promise<void>): Promise<void> {
    try {
      await window.withProgress({ location: { viewId } }, work);
    } finally {
      await this.#changes.tell(node);
    }
  }

  #handOut(parent: ExplorerNode | undefined, rows: readonly ExplorerNode[]): ExplorerNode[] {
    this.#changes.answered(parent);
    for (const row of rows) this.#rows.set(nodeId(row), row);
    return [...rows];
  }

  #latest(node: ExplorerNode): ExplorerNode {
    return this.#rows.get(nodeId(node)) ?? node;
  }
}

/** What a row's own text says that may change when the row is opened. */
function tells(node: ExplorerNode): string {
  return "known" in node ? JSON.stringify(node.known) : "";
}
