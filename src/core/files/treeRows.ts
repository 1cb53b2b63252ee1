/** The tree of an image's files as rows: what is in the folders that are open, as it is looked for and ordered. */
import { pacing } from "../async.ts";
import { sortInTurns } from "../sortInTurns.ts";
import type { FileNode } from "./fileNode.ts";

export type TreeRow = {
  readonly node: FileNode;
  /** 1 for what is in the root. */
  readonly level: number;
  /** Its place among the rows of its folder, from 1, and how many those are. */
  readonly place: number;
  readonly siblings: number;
  /** The row of its folder; undefined for what is in the root. */
  readonly parent: number | undefined;
  /** Undefined for what is no folder. */
  readonly isOpen: boolean | undefined;
};

/** What was looked for: the nodes found, and the folders on the way to them. */
export type Found = { readonly nodes: ReadonlySet<FileNode>; readonly ways: ReadonlySet<FileNode> };

export type RowChoice = {
  /** Whether a node is left out with all below it. */
  readonly isSkipped: (node: FileNode) => boolean;
  /** Only these are shown. */
  readonly found?: Found | undefined;
  /** By name, or the largest first. */
  readonly order: "name" | "size";
  /** Bytes of each folder, for the order by size. */
  readonly sizes: ReadonlyMap<FileNode, number>;
  readonly isOpen: (folder: FileNode) => boolean;
};

/** Looks for nodes, in short turns. `isWanted` is given the path in lower case. Rejects with the signal's reason. */
export async function searchTree(
  root: FileNode,
  isSkipped: (node: FileNode) => boolean,
  isWanted: (node: FileNode, path: string) => boolean,
  signal?: AbortSignal,
): Promise<Found> {
  const pace = pacing();
  const nodes = new Set<FileNode>();
  const ways = new Set<FileNode>();
  const waiting: { readonly node: FileNode; readonly path: string }[] = [{ node: root, path: "" }];
  let seen = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const node of next.node.children?.values() ?? []) {
      if (++seen % 128 === 0) {
        await pace();
        signal?.throwIfAborted();
      }
      if (isSkipped(node)) continue;
      const path = `${next.path}/${node.name.toLowerCase()}`;
      if (node.children !== undefined) waiting.push({ node, path });
      if (!isWanted(node, path)) continue;
      nodes.add(node);
      for (let way = node.parent; way !== undefined && !ways.has(way); way = way.parent) ways.add(way);
    }
  signal?.throwIfAborted();
  return { nodes, ways };
}

/** The rows of a tree, in short turns. Rejects with the signal's reason. */
export async function listRows(
  root: FileNode,
  choice: RowChoice,
  signal?: AbortSignal,
): Promise<readonly TreeRow[]> {
  const pace = pacing();
  const { found, isSkipped, isOpen } = choice;
  const compare = comparison(choice);
  const isShown = (node: FileNode) =>
    !isSkipped(node) && (found === undefined || found.nodes.has(node) || found.ways.has(node));
  const rows: TreeRow[] = [];
  const open = [await openFolder(root, undefined)];
  for (let folder = open.at(-1); folder !== undefined; folder = open.at(-1)) {
    const { done, value: node } = folder.nodes.next();
    if (done === true) {
      open.pop();
      continue;
    }
    const isOpened = node.children === undefined ? undefined : isOpen(node);
    const { siblings, row: parent } = folder;
    rows.push({ node, level: open.length, place: ++folder.place, siblings, parent, isOpen: isOpened });
    if (rows.length % 256 === 0) {
      await pace();
      signal?.throwIfAborted();
    }
    if (isOpened === true) open.push(await openFolder(node, rows.length - 1));
  }
  signal?.throwIfAborted();
  return rows;

  async function openFolder(folder: FileNode, row: number | undefined) {
    const children = [...(folder.children?.values() ?? [])].filter(isShown);
    const sorted = await sortInTurns(children, compare, pace);
    return { nodes: sorted.values(), siblings: sorted.length, place: 0, row };
  }
}

function comparison({ order, sizes }: RowChoice): (a: FileNode, b: FileNode) => number {
  const byName = (a: FileNode, b: FileNode) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  if (order === "name") return byName;
  const size = (node: FileNode) => sizes.get(node) ?? node.inode?.size ?? 0;
  return (a, b) => size(b) - size(a) || byName(a, b);
}
