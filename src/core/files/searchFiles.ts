/** Finding files of an image by parts of their paths, as people type them. */
import { pacing } from "../async.ts";
import { type FileNode, pathOf, walk } from "./fileNode.ts";

/** A file, or a link to one. */
export type ListedFile = {
  readonly node: FileNode;
  /** Hostile text. */
  readonly path: string;
  /** The path in small letters. */
  readonly folded: string;
};

/** What has content below a node, in the order of the paths; what is removed is not there. Works in short turns. */
export async function listFiles(root: FileNode, signal?: AbortSignal): Promise<readonly ListedFile[]> {
  const turn = pacing();
  const files: ListedFile[] = [];
  for (const node of walk(root)) {
    await turn();
    signal?.throwIfAborted();
    if (!hasContent(node)) continue;
    const path = pathOf(node);
    files.push({ node, path, folded: path.toLowerCase() });
  }
  return files;
}

/** Devices and pipes have no bytes, but nothing that is kept in a tree tells them from empty files: they are listed, too. */
function hasContent({ children, mark, inode }: FileNode): boolean {
  return children === undefined && mark !== "removed" && inode !== undefined;
}

/**
 * The files whose paths hold each of the words of `text`, capitals or not: those whose own names do before those whose
 * folders do, and short paths before long ones. At most `most`.
 */
export function matchFiles(files: readonly ListedFile[], text: string, most: number): readonly ListedFile[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = files.filter(({ folded }) => words.every((word) => folded.includes(word)));
  const ranked = found.map((file) => ({ file, rank: rankOf(file, words) }));
  ranked.sort((a, b) => a.rank - b.rank || a.file.path.length - b.file.path.length);
  return ranked.slice(0, most).map(({ file }) => file);
}

/** 0 for the very name, 1 for its beginning, 2 for something in it, 3 for all else; of the last word. */
function rankOf({ folded }: ListedFile, words: readonly string[]): number {
  const name = folded.slice(folded.lastIndexOf("/") + 1);
  const at = name.indexOf(words.at(-1) ?? "");
  if (at === 0) return name === words.at(-1) ? 0 : 1;
  return at > 0 ? 2 : 3;
}
