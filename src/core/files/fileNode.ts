/** A file of an image as its layers, one upon the other, make it. */
import type { LayerEntry } from "./layerEntry.ts";
import type { LayerIndex } from "./layerIndex.ts";
import { formatPath } from "./paths.ts";

/** What a layer did to a file: of a directory, what it did to the directory itself. */
export type Mark = "added" | "changed" | "removed";

/** What a name stands for; several names may stand for one, as hard links. */
export type Inode = {
  /** The number of the layer that brought it, from 1. */
  readonly layer: number;
  readonly index: LayerIndex;
  /** Its entry's place in the index. */
  readonly place: number;
  /** Where a symbolic link leads. */
  readonly target: string | undefined;
  /** Bytes of a file. */
  readonly size: number;
};

/** One name in the tree. */
export type FileNode = {
  /** Empty for the root. Hostile text. */
  readonly name: string;
  readonly parent: FileNode | undefined;
  /** By name; undefined for what is no directory. A removed child is among them, marked. */
  readonly children: ReadonlyMap<string, FileNode> | undefined;
  /** Undefined for a directory that no layer has an entry for, and for a hard link that leads nowhere. */
  readonly inode: Inode | undefined;
  /** Of a hard link the path that it was made from, as the layer has it. Hostile text. */
  readonly linkedTo: string | undefined;
  /** The number of the layer that wrote the name last, from 1; 0 for the root until one does. */
  readonly layer: number;
  /** What the uppermost layer of the tree did. */
  readonly mark: Mark | undefined;
};

/** The file's entry, as the layer has it; decoded anew with each call. */
export function entryOf({ inode }: FileNode): LayerEntry | undefined {
  return inode?.index.entry(inode.place);
}

/** `/etc/passwd`. Hostile text. */
export function pathOf(node: FileNode): string {
  const parts: string[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) parts.push(at.name);
  return formatPath(parts.reverse());
}

/** A directory's child that is not removed. */
export function childOf({ children }: FileNode, name: string): FileNode | undefined {
  const child = children?.get(name);
  return child?.mark === "removed" ? undefined : child;
}

/** The node and all below it, each directory before its children, those in the order of their names. */
export function* walk(start: FileNode): Generator<FileNode, void> {
  const waiting = [start];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    const children = [...(node.children?.values() ?? [])];
    // The last one in is the first one out.
    for (const child of children.sort((a, b) => (a.name < b.name ? 1 : -1))) waiting.push(child);
  }
}
