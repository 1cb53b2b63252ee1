/** Which files of a tree the page wants to see, and in which order. Pure; knows no VS Code. */
import type { FileNode } from "../../core/files/fileNode.ts";
import { type FolderSizes, sumFolders } from "../../core/files/folderSizes.ts";
import type { ImageTree } from "../../core/files/imageTree.ts";
import { listRows, searchTree, type TreeRow } from "../../core/files/treeRows.ts";
import type { FilesScope, FilesWish } from "../../protocol/files.ts";
import { fileKey } from "./fileRows.ts";

/** A tree and what its folders hold. */
export type SizedTree = { readonly tree: ImageTree; readonly sizes: FolderSizes };

/** Rows, and how many files and folders were found, when something was looked for. */
export type WishedRows = { readonly rows: readonly TreeRow[]; readonly matches: number | undefined };

/** The rows, in short turns. Rejects with the signal's reason. */
export async function listWish(
  { tree, sizes }: SizedTree,
  wish: FilesWish,
  signal: AbortSignal,
): Promise<WishedRows> {
  const { scope, order } = wish;
  const isSkipped = (node: FileNode) => scope === "all" && node.mark === "removed";
  const wanted = wantedBy(wish);
  const found = wanted && (await searchTree(tree.root, isSkipped, wanted, signal));
  const isSearch = wish.text !== "" || isChangedOnly(wish);
  const open = new Set(wish.open);
  const shut = new Set(wish.shut);
  const isOpen = (folder: FileNode) => {
    const isWay = isSearch && found?.ways.has(folder) === true && !found.nodes.has(folder);
    if (isWay) return shut.size === 0 || !shut.has(fileKey(folder));
    return open.size > 0 && open.has(fileKey(folder));
  };
  const rows = await listRows(tree.root, { isSkipped, found, order, sizes: sizes.sizes, isOpen }, signal);
  return { rows, matches: found?.nodes.size };
}

/** What folders hold of that which is looked at; of a removed one what was removed. */
export async function sizesOf(
  { root }: ImageTree,
  scope: FilesScope,
  layer: number,
  signal?: AbortSignal,
): Promise<FolderSizes> {
  const isBrought = ({ mark, inode }: FileNode) =>
    mark !== "removed" && (scope !== "only" || inode?.layer === layer);
  const kept = await sumFolders(root, isBrought, signal);
  if (scope === "all") return kept;
  const gone = await sumFolders(root, ({ mark }) => mark === "removed", signal);
  if (gone.count === 0) return kept;
  const sizes = new Map(kept.sizes);
  for (const [folder, size] of gone.sizes) if (folder.mark === "removed") sizes.set(folder, size);
  return { sizes, count: kept.count };
}

function isChangedOnly({ scope, isChanged }: FilesWish): boolean {
  return isChanged && scope !== "all";
}

/** What is looked for; undefined when that is everything. */
function wantedBy(wish: FilesWish): ((node: FileNode, path: string) => boolean) | undefined {
  const { scope, layer } = wish;
  const text = wish.text.toLowerCase();
  const onlyChanged = isChangedOnly(wish);
  if (scope !== "only" && text === "" && !onlyChanged) return undefined;
  return (node, path) =>
    (scope !== "only" || node.layer === layer || node.mark === "removed") &&
    (!onlyChanged || node.mark !== undefined) &&
    (text === "" || path.includes(text));
}
