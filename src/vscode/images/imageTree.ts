import {
  type Command,
  commands,
  Disposable,
  type Event,
  EventEmitter,
  MarkdownString,
  Range,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  Uri,
  window,
  workspace,
} from "vscode";
import type { WorkspaceUses } from "../documents/workspaceUses.ts";
import { askFilter } from "../filterInput.ts";
import { RowChanges } from "../rowChanges.ts";
import { setting } from "../settings.ts";
import { type Grouping, groupUses, placesBelow, type UseGroup, type UseNode, useNodeId } from "./useRows.ts";
import { type Answers, attentionOf, type PlacedUse, placeUses } from "./useState.ts";
import { badgeText, messageOf, useRowOf } from "./useText.ts";
import { useTooltipOf } from "./useTooltip.ts";

const viewId = "mooring.images";
/** Milliseconds in which changes gather before the rows are drawn anew. */
const pause = 100;

/** What registries answered, and when that changed. */
export type ChangingAnswers = Answers & { readonly onDidChange: Event<void> };

/** What the rows are grouped by, remembered for the workspace. */
export type GroupingMemory = {
  readonly get: () => Grouping;
  readonly set: (grouping: Grouping) => Promise<void>;
};

export type ImageTreeParts = {
  readonly view: TreeView<UseNode>;
  /** Fired for rows to be drawn anew. */
  readonly changed: EventEmitter<UseNode | undefined>;
  readonly uses: WorkspaceUses;
  readonly answers: ChangingAnswers;
  readonly grouping: GroupingMemory;
};

/** The rows of the Images view: every image that files of the workspace name, and how it stands. Asks no registry. */
export class ImageTree implements Disposable {
  readonly #uses: WorkspaceUses;
  readonly #answers: ChangingAnswers;
  readonly #grouping: GroupingMemory;
  readonly #changes: RowChanges<UseNode>;
  readonly #chosen = new EventEmitter<void>();
  readonly #drawn = new EventEmitter<void>();
  readonly #view: TreeView<UseNode>;
  readonly #listeners: Disposable;
  /** The rows that are shown, by id: VS Code knows a row only by what it was handed out as. */
  #rows = new Map<string, UseNode>();
  #roots: readonly UseNode[] = [];
  #places: readonly PlacedUse[] = [];
  #filter = "";
  #timer: NodeJS.Timeout | undefined;

  constructor({ view, changed, uses, answers, grouping }: ImageTreeParts) {
    this.#uses = uses;
    this.#answers = answers;
    this.#grouping = grouping;
    this.#changes = new RowChanges((row) => changed.fire(row), useNodeId, Date.now);
    this.#view = view;
    this.#listeners = Disposable.from(
      uses.onDidChange(() => this.#drawSoon()),
      answers.onDidChange(() => this.#drawSoon()),
      workspace.onDidGrantWorkspaceTrust(() => this.#drawSoon()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("mooring.ignore")) this.#drawSoon();
      }),
      view.onDidChangeSelection(({ selection }) => {
        if (selection.length > 0) this.#chosen.fire();
      }),
    );
    // Bookmarks may have wanted all files before.
    if (uses.progress.isComplete) this.#draw();
  }

  getTreeItem(node: UseNode): TreeItem {
    const { label, description, icon, color, context, opens, spoken } = useRowOf(node, pathOf);
    const { Collapsed, None } = TreeItemCollapsibleState;
    const item = new TreeItem(label, opens ? Collapsed : None);
    item.id = useNodeId(node);
    item.description = description;
    item.iconPath =
      node.kind === "file"
        ? ThemeIcon.File
        : new ThemeIcon(icon, color === undefined ? undefined : new ThemeColor(color));
    if (node.kind === "file") item.resourceUri = Uri.parse(node.file);
    item.contextValue = context;
    item.accessibilityInformation = { label: spoken };
    if (node.kind === "place") item.command = openCommand(node.place);
    if (node.kind === "filter")
      item.command = { command: "mooring.filterImages", title: "Filter...", arguments: [] };
    return item;
  }

  /** The tooltip is never trusted, so that no link in it runs anything. */
  resolveTreeItem(item: TreeItem, node: UseNode): TreeItem {
    const paragraphs = useTooltipOf(this.#rows.get(useNodeId(node)) ?? node, pathOf, Date.now());
    if (paragraphs.length > 0) item.tooltip = new MarkdownString(paragraphs.join("\n\n"));
    return item;
  }

  getParent(node: UseNode): UseGroup | undefined {
    return node.kind === "place" ? node.parent : undefined;
  }

  async getChildren(node?: UseNode): Promise<UseNode[]> {
    if (node !== undefined) {
      const rows = placesBelow(this.#rows.get(useNodeId(node)) ?? node);
      for (const row of rows) this.#rows.set(useNodeId(row), row);
      this.#changes.answered();
      return [...rows];
    }
    await this.#ready();
    return [...this.#roots];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.dispose();
    this.#chosen.dispose();
    this.#drawn.dispose();
  }

  /** Starts reading when it is first wanted; resolves with the first rows, or when there are none. */
  async #ready(): Promise<void> {
    this.#uses.start();
    while (this.#roots.length === 0 && !this.#uses.progress.isComplete) await this.#nextDrawing();
  }

  #nextDrawing(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const listener = this.#drawn.event(resolve);
    return promise.finally(() => listener.dispose());
  }

  #drawSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#draw();
    }, pause);
  }

  #draw(): void {
    const patterns = new Map<string, readonly string[]>();
    const ignoreFor = (file: string) => {
      const folder = workspace.getWorkspaceFolder(Uri.parse(file))?.uri;
      const key = folder?.toString() ?? "";
      const known = patterns.get(key) ?? setting("ignore", folder);
      patterns.set(key, known);
      return known;
    };
    const { uses } = this.#uses;
    this.#places = uses === undefined ? [] : placeUses(uses, this.#answers, ignoreFor);
    void this.#arrange();
    const attention = attentionOf(this.#places);
    const value = attention.moved + attention.missing;
    this.#view.badge = value === 0 ? undefined : { value, tooltip: badgeText(attention) };
    const { progress } = this.#uses;
    this.#view.message =
      messageOf({ places: this.#places, progress, isTrusted: workspace.isTrusted, now: Date.now() }) ?? "";
    void commands.executeCommand("setContext", "mooring.imagesRead", progress.isComplete);
    this.#drawn.fire();
  }

  /** Resolves when VS Code knows of the new rows. */
  #arrange(): Promise<void> {
    const options = { grouping: this.#grouping.get(), filter: this.#filter, pathOf: cachedPaths() };
    this.#roots = groupUses(this.#places, options);
    this.#rows = new Map(this.#roots.map((row) => [useNodeId(row), row]));
    return this.#changes.tell(undefined);
  }

  /** Makes images or files the topmost rows. */
  async group(grouping: Grouping): Promise<void> {
    await this.#grouping.set(grouping);
    await this.#arrange();
  }

  /** Asks for a text to narrow the rows to. */
  async askFilter(): Promise<void> {
    await commands.executeCommand(`${viewId}.focus`);
    const placeholder = "Part of a name, a path or a state such as moved; nothing shows all";
    const narrow = async (text: string) => this.narrow(text);
    await askFilter("Filter Images", this.#filter, narrow, this.#chosen.event, placeholder);
  }

  /** Narrows the rows to a text, and says how much is left. */
  narrow(text: string): string {
    this.#filter = text;
    void this.#arrange();
    const [top] = this.#roots;
    return top?.kind === "filter" ? useRowOf(top, pathOf).description : "";
  }

  /** Reads the files again. */
  async refresh(): Promise<void> {
    this.#uses.start();
    await window.withProgress({ location: { viewId } }, () => this.#uses.refresh());
  }

  /** Puts the focus on the row of the active file, which needs the rows to be files. */
  async showActiveFile(): Promise<void> {
    const file = window.activeTextEditor?.document.uri.toString();
    await commands.executeCommand(`${viewId}.focus`);
    await this.#ready();
    if (file === undefined || !this.#uses.uses?.usesOf(file).length) return;
    if (this.#filter !== "" || this.#grouping.get() !== "file") {
      this.#filter = "";
      await this.group("file");
    }
    const row = this.#rows.get(`file ${file}`);
    // The rows may have changed again meanwhile; then the view alone has the focus.
    if (row !== undefined)
      await Promise.resolve(this.#view.reveal(row, { select: true, focus: true, expand: true })).catch(
        () => {},
      );
  }
}

/** VS Code's own way to open a file from a row knows preview, split and the keys for them. */
function openCommand({ file, use: { from, to } }: PlacedUse): Command {
  const selection = new Range(from.line, from.character, to.line, to.character);
  return { command: "vscode.open", title: "Open", arguments: [Uri.parse(file), { selection }] };
}

function pathOf(file: string): string {
  return workspace.asRelativePath(Uri.parse(file));
}

function cachedPaths(): (file: string) => string {
  const paths = new Map<string, string>();
  return (file) => {
    const path = paths.get(file) ?? pathOf(file);
    paths.set(file, path);
    return path;
  };
}
