import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import { type ExplorerNode, nodeId } from "../../core/explorer/node.ts";
import { type RowNotes, rowOf } from "./rowText.ts";

/** A row of the Registries view for VS Code; its tooltip comes later (tooltip.ts). `now` in milliseconds since 1970. */
export function treeItem(node: ExplorerNode, now: number, notes: RowNotes = {}): TreeItem {
  const { label, description, icon, context, opens, spoken } = rowOf(node, now, notes);
  const { Collapsed, None } = TreeItemCollapsibleState;
  const item = new TreeItem(label, opens ? Collapsed : None);
  item.id = nodeId(node);
  item.description = description;
  item.iconPath = new ThemeIcon(icon, colorOf(node));
  item.contextValue = context;
  item.accessibilityInformation = { label: spoken };
  if (node.kind === "more") {
    item.command = { command: "mooring.loadMore", title: "Load More", arguments: [node] };
  }
  if (node.kind === "filter") {
    item.command = { command: "mooring.filter", title: "Filter...", arguments: [node] };
  }
  if (node.kind === "referrer") {
    const command = node.artifact.role === "signature" ? "mooring.showSignature" : "mooring.openAttached";
    item.command = { command, title: "Open", arguments: [node] };
  }
  if (node.kind === "notice" && node.notice.kind === "notAnImage" && node.notice.role !== "schema1") {
    item.command = { command: "mooring.showContents", title: "Show Contents", arguments: [node] };
  }
  return item;
}

function colorOf(node: ExplorerNode): ThemeColor | undefined {
  return node.kind === "failure" ? new ThemeColor("problemsWarningIcon.foreground") : undefined;
}
