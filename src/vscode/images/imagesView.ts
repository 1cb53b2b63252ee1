import { commands, Disposable, EventEmitter, type Memento, type TreeDataProvider, window } from "vscode";
import { registerCommand } from "../commands.ts";
import type { WorkspaceUses } from "../documents/workspaceUses.ts";
import type { ChangingAnswers, ImageTree } from "./imageTree.ts";
import type { Grouping, UseNode } from "./useRows.ts";

/** Where the workspace's state remembers what the rows are grouped by. */
const groupingKey = "images.grouping";

/** The Images view. What makes its rows is loaded when it is first seen. */
export function registerImagesView(
  uses: WorkspaceUses,
  answers: ChangingAnswers,
  memory: Memento,
): Disposable {
  const changed = new EventEmitter<UseNode | undefined>();
  let tree: ImageTree | undefined;
  const load = async () => {
    const { ImageTree: Tree } = await import("./imageTree.ts");
    tree ??= new Tree({ view, changed, uses, answers, grouping: groupingIn(memory) });
    return tree;
  };
  const provider: TreeDataProvider<UseNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (node) => (await load()).getChildren(node),
    getTreeItem: async (node) => (await load()).getTreeItem(node),
    resolveTreeItem: async (item, node) => (await load()).resolveTreeItem(item, node),
    getParent: (node) => tree?.getParent(node),
  };
  const options = { treeDataProvider: provider, showCollapseAll: true, canSelectMany: true };
  const view = window.createTreeView<UseNode>("mooring.images", options);
  return Disposable.from(
    view,
    changed,
    new Disposable(() => tree?.dispose()),
    registerCommand("mooring.groupByImage", async () => (await load()).group("image")),
    registerCommand("mooring.groupByFile", async () => (await load()).group("file")),
    registerCommand("mooring.filterImages", async () => (await load()).askFilter()),
    registerCommand("mooring.clearImagesFilter", async () => (await load()).narrow("")),
    registerCommand("mooring.refreshImages", async () => (await load()).refresh()),
    registerCommand("mooring.showInImages", async () => (await load()).showActiveFile()),
  );
}

function groupingIn(memory: Memento) {
  const get = (): Grouping => (memory.get<unknown>(groupingKey) === "file" ? "file" : "image");
  const show = () => void commands.executeCommand("setContext", "mooring.imagesBy", get());
  show();
  return {
    get,
    set: async (grouping: Grouping) => {
      await memory.update(groupingKey, grouping);
      show();
    },
  };
}
