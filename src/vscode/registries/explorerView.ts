import {
  type CancellationToken,
  Disposable,
  type Event,
  EventEmitter,
  type TreeDataProvider,
  type TreeDragAndDropController,
  type TreeItem,
  type TreeView,
  window,
  workspace,
} from "vscode";
import { delay } from "../../core/async.ts";
import { isAbort } from "../../core/errors.ts";
import { explainInOne } from "../../core/explain.ts";
import type { Explorer } from "../../core/explorer/explorer.ts";
import {
  type ExplorerNode,
  type ListNode,
  listOf,
  nodeId,
  type ParentNode,
  parentOf,
  type RegistryNode,
  type RepositoryNode,
  referenceOf,
  registryOf,
  type TagNode,
} from "../../core/explorer/node.ts";
import { formatWithinRegistry } from "../../core/reference/reference.ts";
import { quickInput } from "../ask.ts";
import { signalOf } from "../cancellation.ts";
import { registerCommand } from "../commands.ts";
import type { WorkspaceUses } from "../documents/workspaceUses.ts";
import { askFilter } from "../filterInput.ts";
import { countedLine } from "../findings/countedLine.ts";
import type { CountsOf } from "../findings/editorScans.ts";
import { log } from "../log.ts";
import { escapeMarkdown, plain } from "../markdown.ts";
import { RowChanges } from "../rowChanges.ts";
import { DrawnUses } from "./drawnUses.ts";
import { registryName, rowOf } from "./rowText.ts";
import { treeItem } from "./treeItem.ts";

const viewId = "mooring.registries";

/** Milliseconds that a tooltip waits for a registry. */
const hoverPatience = 1000;

/** The Registries view: the explorer's rows in VS Code's tree, with the commands that read them on or again. */
export class ExplorerView implements TreeDataProvider<ExplorerNode>, Disposable {
  readonly #explorer: Explorer;
  readonly #uses: WorkspaceUses;
  readonly #counts: CountsOf;
  readonly #changed = new EventEmitter<ExplorerNode | undefined>();
  readonly #changes = new RowChanges<ExplorerNode>(
    (node) => this.#changed.fire(node && this.#latest(node)),
    nodeId,
    Date.now,
  );
  /** The rows that were handed out last, by id: VS Code knows a row only by the very object. */
  readonly #rows = new Map<string, ExplorerNode>();
  readonly #drawnUses = new DrawnUses();
  readonly #view: TreeView<ExplorerNode>;
  readonly #listeners: Disposable;
  readonly #chosen = new EventEmitter<void>();
  /** The row whose tooltip is shown: drawing it anew would hide the tooltip. */
  #pointedAt: TagNode | undefined;
  /** The row that Mooring itself selected: nobody asked about it. */
  #revealed: string | undefined;
  #asking = new AbortController();

  constructor(
    explorer: Explorer,
    uses: WorkspaceUses,
    dragAndDropController: TreeDragAndDropController<ExplorerNode>,
    counts: CountsOf,
  ) {
    this.#counts = counts;
    this.#explorer = explorer;
    this.#uses = uses;
    this.#view = window.createTreeView<ExplorerNode>(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
      dragAndDropController,
    });
    this.#listeners = Disposable.from(
      uses.onDidChange(() => this.#markUsed()),
      this.#view.onDidChangeSelection(({ selection }) => this.#selected(selection)),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("mooring.tags.sort")) this.update();
      }),
      registerCommand("mooring.refresh", (node) => this.refresh(node)),
      registerCommand("mooring.retry", async (node) => {
        if (node?.kind === "failure") await this.#read(node.parent, () => explorer.retry(node));
      }),
      registerCommand("mooring.loadMore", async (node) => {
        if (node?.kind === "more") await this.loadMore(node.parent);
      }),
      registerCommand("mooring.filter", async (node) => {
        const list = await this.#listMeant(node);
        if (list !== undefined) await this.#askFilter(list);
      }),
      registerCommand("mooring.clearFilter", async (node) => {
        const list = await this.#listMeant(node);
        if (list !== undefined) await this.#narrow(list, "");
      }),
      registerCommand("mooring.showDigests", async (node) => {
        const list = await this.#listMeant(node);
        if (list?.kind === "repository") await this.#showDigests(list);
      }),
    );
  }

  get onDidChangeTreeData(): Event<ExplorerNode | undefined> {
    return this.#changed.event;
  }

  getTreeItem(node: ExplorerNode): TreeItem {
    const usedIn = this.#usedIn(node);
    this.#drawnUses.drawn(nodeId(node), usedIn);
    return treeItem(this.#explorer.current(node), Date.now(), {
      abilities: this.#explorer.abilities(node),
      usedIn,
    });
  }

  /** Pointing at a tag asks what it names, when that is not known; the tooltip does not wait long for it. */
  async resolveTreeItem(item: TreeItem, node: ExplorerNode, token: CancellationToken): Promise<TreeItem> {
    const notes: string[] = [];
    this.#tellPointedAt();
    if (node.kind === "tag" && !isKnown(this.#explorer.current(node))) {
      this.#pointedAt = node;
      const asked = this.#learn(node, signalOf(token)).then((failure) => failure ?? "");
      const note = await Promise.race([asked, delay(hoverPatience).then(() => "Asking the registry...")]);
      if (note !== "") notes.push(escapeMarkdown(note));
    }
    // Loaded when the mouse first rests on a row.
    const [{ refusalLines, useLines }, { tooltip }] = await Promise.all([
      import("./rowTooltip.ts"),
      import("./tooltip.ts"),
    ]);
    if (node.kind === "tag") {
      notes.push(...useLines(this.#usedIn(node)));
      notes.push(...refusalLines(registryOf(node), this.#explorer.abilities(node)));
    }
    const reference = node.kind === "tag" || node.kind === "platform" ? referenceOf(node) : undefined;
    const counted = reference && (await this.#counts(reference));
    notes.unshift(...countedLine(counted, Date.now()));
    const text = tooltip(this.#explorer.current(node), Date.now(), notes);
    if (text !== undefined) item.tooltip = text;
    return item;
  }

  getParent(node: ExplorerNode): ParentNode | undefined {
    return parentOf(node);
  }

  async getChildren(node?: ExplorerNode): Promise<ExplorerNode[]> {
    if (node === undefined) {
      // The first rows are asked for when the view is first seen.
      this.#uses.start();
      const roots = await this.#explorer.roots();
      this.#rows.clear();
      return this.#handOut(roots);
    }
    const before = tells(this.#explorer.current(node));
    const rows = await this.#explorer.children(node);
    const handedOut = this.#handOut(rows);
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
    const title = this.#explorer.filterOf(list) === "" ? "Loading more" : "Looking further";
    await this.#read(list, () =>
      quickInput.working(title, (signal) => this.#explorer.more(list, signal)).catch(unlessAborted),
    );
    const rows = await this.#explorer.children(list);
    const added = rows.find((row) => !before.has(nodeId(row)));
    if (added === undefined || !wasChosen) return;
    const focus = !rows.some(({ kind }) => kind === "more");
    this.#revealed = nodeId(added);
    // The list may have changed again meanwhile; then nothing is selected.
    await Promise.resolve(this.#view.reveal(added, { select: true, focus })).catch(() => {});
  }

  /** Puts the focus on the row of a registry, or of a repository there that is listed. */
  async show(registryId: string, path?: string): Promise<void> {
    const root = (await this.#explorer.roots()).find(({ registry }) => registry.id === registryId);
    if (root === undefined) return;
    const row = path === undefined ? root : ((await this.#repositoryAt(root, path)) ?? root);
    // VS Code reveals only what it knows of.
    if (!this.#rows.has(nodeId(root))) await this.#changes.tell(undefined);
    // The list may have changed again meanwhile; then the view alone has the focus.
    const options = { select: true, focus: true };
    await Promise.resolve(this.#view.reveal(this.#latest(row), options)).catch(() => {});
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
    this.#asking.abort();
    this.#explorer.dispose();
    this.#listeners.dispose();
    this.#view.dispose();
    this.#changed.dispose();
    this.#chosen.dispose();
  }

  #usedIn(node: ExplorerNode): readonly string[] {
    return node.kind === "tag" ? this.#uses.filesNaming(node.reference) : [];
  }

  /** Draws the tags anew that other files name than before. The whole tree drawn anew would hide a tooltip. */
  #markUsed(): void {
    for (const row of this.#rows.values()) {
      if (this.#drawnUses.isOld(nodeId(row), this.#usedIn(row))) void this.#changes.tell(row);
    }
  }

  /** Selecting one tag asks what it names, when that is not known. */
  #selected([row, ...others]: readonly ExplorerNode[]): void {
    this.#tellPointedAt();
    this.#asking.abort();
    this.#asking = new AbortController();
    if (row === undefined || nodeId(row) === this.#revealed) return;
    this.#revealed = undefined;
    this.#chosen.fire();
    if (row.kind === "tag" && others.length === 0 && !isKnown(this.#explorer.current(row))) {
      void this.#learn(row, this.#asking.signal);
    }
  }

  /** Learns what a tag names and shows it there and at its aliases. Gives a sentence on a failure; never rejects. */
  async #learn(node: TagNode, signal: AbortSignal): Promise<string | undefined> {
    try {
      await this.#explorer.resolve(node, signal);
    } catch (failure) {
      return isAbort(failure) ? undefined : explainInOne(failure, formatWithinRegistry(node.reference));
    }
    const now = this.#explorer.current(node);
    const { repository } = node.reference;
    const aliases = now.kind === "tag" ? (now.known?.aliases ?? []) : [];
    const rows = aliases.map((tag) => this.#rows.get(nodeId({ ...node, reference: { repository, tag } })));
    for (const row of [node, ...rows]) {
      if (row !== undefined && row !== this.#pointedAt) void this.#changes.tell(row);
    }
    return undefined;
  }

  /** Draws the row anew that was pointed at, as soon as something else is looked at. */
  #tellPointedAt(): void {
    const row = this.#pointedAt;
    this.#pointedAt = undefined;
    if (row !== undefined && isKnown(this.#explorer.current(row))) void this.#changes.tell(row);
  }

  async #repositoryAt(root: RegistryNode, path: string): Promise<RepositoryNode | undefined> {
    for (const row of await this.#explorer.children(root)) {
      const rows = row.kind === "namespace" ? await this.#explorer.children(row) : [row];
      const found = rows.find((each) => each.kind === "repository" && each.repository.path === path);
      if (found?.kind === "repository") return found;
    }
    return undefined;
  }

  /** The list that a command is meant for: the row's, else the selected one's, else the only registry. */
  async #listMeant(node: ExplorerNode | undefined): Promise<ListNode | undefined> {
    const row = node ?? this.#view.selection[0];
    if (row !== undefined) return listOf(row);
    const roots = await this.#explorer.roots();
    return roots.length === 1 ? roots[0] : chooseRegistry(roots);
  }

  async #askFilter(list: ListNode): Promise<void> {
    await Promise.resolve(this.#view.reveal(this.#latest(list), { select: false, expand: true })).catch(
      () => {},
    );
    const title = `Filter ${rowOf(list, Date.now()).label}`;
    const before = this.#explorer.filterOf(list);
    await askFilter(title, before, (text) => this.#narrow(list, text), this.#chosen.event);
  }

  /** Narrows a list to a text, and says how much is left. */
  async #narrow(list: ListNode, text: string): Promise<string> {
    this.#explorer.filter(list, text);
    const [top] = await this.#explorer.children(list);
    void this.#changes.tell(list);
    return top?.kind === "filter" ? rowOf(top, Date.now()).description : "";
  }

  async #showDigests(list: RepositoryNode): Promise<void> {
    await this.#explorer.children(list);
    const outcome = await this.#read(list, () =>
      quickInput.working("Asking for digests", (signal) => this.#explorer.resolveShown(list, signal)),
    );
    if (outcome.failed === 0) return;
    const text = `${outcome.failed} of ${outcome.wanted} digests are not known: ${explainInOne(outcome.failure)}`;
    log.warn(text);
    void window.showWarningMessage(plain(text));
  }

  /** Works with the view's own progress line, then shows what is below the row. */
  async #read<T>(node: ExplorerNode | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await window.withProgress({ location: { viewId } }, work);
    } finally {
      await this.#changes.tell(node);
    }
  }

  #handOut(rows: readonly ExplorerNode[]): ExplorerNode[] {
    this.#changes.answered();
    for (const row of rows) this.#rows.set(nodeId(row), row);
    return [...rows];
  }

  #latest(node: ExplorerNode): ExplorerNode {
    return this.#rows.get(nodeId(node)) ?? node;
  }
}

function isKnown(node: ExplorerNode): boolean {
  return node.kind === "tag" && node.known !== undefined;
}

function unlessAborted(failure: unknown): void {
  if (!isAbort(failure)) throw failure;
}

async function chooseRegistry(roots: readonly RegistryNode[]): Promise<RegistryNode | undefined> {
  const options = roots.map((node) => ({ label: registryName(node.registry), value: node }));
  const answer = await quickInput.choose({ title: "Filter", placeholder: "Which registry?", options });
  return answer === "back" ? undefined : answer?.value;
}

/** What a row's own text says that may change when the row is opened. */
function tells(node: ExplorerNode): string {
  if (node.kind === "attached") return String(node.count);
  return node.kind === "tag" || node.kind === "platform" ? JSON.stringify(node.known) : "";
}
