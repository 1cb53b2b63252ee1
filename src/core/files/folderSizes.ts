import { pacing } from "../async.ts";
import type { FileNode, Inode } from "./fileNode.ts";

export type FolderSizes = {
  /** The bytes that are counted of each folder and all below it: several names of one file count once. */
  readonly sizes: ReadonlyMap<FileNode, number>;
  /** Names that are counted, folders among them, the root not. */
  readonly count: number;
};

/** Adds up what the folders of a tree hold, in short turns. Rejects with the signal's reason. */
export async function sumFolders(
  root: FileNode,
  isCounted: (node: FileNode) => boolean,
  signal?: AbortSignal,
): Promise<FolderSizes> {
  const pace = pacing();
  const folders = [root];
  const linked = new Map<Inode, FileNode[]>();
  let seen = 0;
  const turn = async () => {
    if (++seen % 256 !== 0) return;
    await pace();
    signal?.throwIfAborted();
  };
  // A folder comes after the one that it is in.
  for (const folder of folders)
    for (const node of folder.children?.values() ?? []) {
      if (node.children !== undefined) folders.push(node);
      if (node.linkedTo !== undefined && node.inode !== undefined) linked.set(node.inode, []);
      await turn();
    }
  const sizes = new Map<FileNode, number>();
  const add = (folder: FileNode, bytes: number) => sizes.set(folder, (sizes.get(folder) ?? 0) + bytes);
  let count = 0;
  for (const folder of folders.toReversed()) {
    for (const node of folder.children?.values() ?? []) {
      await turn();
      if (!isCounted(node)) continue;
      count++;
      const { inode } = node;
      if (inode === undefined) continue;
      const names = linked.get(inode);
      if (names === undefined) add(folder, inode.size);
      else names.push(node);
    }
    add(folder, 0);
    if (folder.parent !== undefined) add(folder.parent, sizes.get(folder) ?? 0);
  }
  for (const [{ size }, nodes] of linked) {
    for (const folder of foldersAbove(nodes)) add(folder, size);
    await turn();
  }
  signal?.throwIfAborted();
  return { sizes, count };
}

/** All folders that have one of the nodes below them, each once. */
function foldersAbove(nodes: readonly FileNode[]): ReadonlySet<FileNode> {
  const folders = new Set<FileNode>();
  for (const { parent } of nodes)
    for (let folder = parent; folder !== undefined && !folders.has(folder); folder = folder.parent)
      folders.add(folder);
  return folders;
}
