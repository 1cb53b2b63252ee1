/**
 * The files of an image from the lists of its layers, as one that applies the layers in order would have them.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#applying-changesets
 */
import { setImmediate } from "node:timers/promises";
import { longestTurn, pacing } from "../async.ts";
import { ContentError } from "../errors.ts";
import { type FileNode, type Inode, type Mark, pathOf } from "./fileNode.ts";
import { find, follow } from "./find.ts";
import type { LayerEntry } from "./layerEntry.ts";
import type { LayerIndex } from "./layerIndex.ts";
import { partsOf, readWhiteout } from "./paths.ts";
import { type Waste, WasteCounter } from "./waste.ts";

export type ImageTree = {
  readonly root: FileNode;
  readonly waste: Waste;
};

/** One layer with its number from 1. */
export type NumberedList = { readonly number: number; readonly index: LayerIndex };

/** The most names that are put into one tree, and how deep: what needs more cannot be shown. */
const mostNodes = 1_000_000;
const deepest = 2048;

/**
 * Lays the layers one upon the other, the lowest first. Marks say what the last one did; what it removed stays in the tree,
 * marked. Works in short turns. Rejects with the signal's reason, or ContentError `tooLarge` for a tree of more than a
 * million names.
 */
export async function mergeLayers(layers: readonly NumberedList[], signal?: AbortSignal): Promise<ImageTree> {
  const merge = new Merge();
  let turn = performance.now();
  for (const layer of layers) {
    const steps = merge.apply(layer, layer === layers.at(-1));
    for (let step = steps.next(); step.done !== true; step = steps.next()) {
      if (performance.now() - turn < longestTurn) continue;
      await setImmediate(undefined, { signal });
      turn = performance.now();
    }
  }
  signal?.throwIfAborted();
  return merge.finish(pacing());
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Node = Omit<Mutable<FileNode>, "parent" | "children"> & {
  readonly parent: Node | undefined;
  readonly depth: number;
  children: Map<string, Node> | undefined;
};

type NewNode = Pick<Node, "name" | "inode" | "linkedTo"> & {
  readonly parent: Node;
  readonly isDirectory: boolean;
  readonly before: Node | undefined;
};

/** Work in small steps, after each of which others may have their turn. */
type Steps<Result = void> = Generator<void, Result>;

/** What one layer needs while it is applied. */
type Applied = NumberedList & { readonly isLast: boolean };

class Merge {
  readonly #root: Node = {
    name: "",
    parent: undefined,
    depth: 0,
    children: new Map(),
    inode: undefined,
    linkedTo: undefined,
    layer: 0,
    mark: undefined,
  };
  readonly #waste = new WasteCounter();
  #count = 0;
  /** How many names each inode has. */
  readonly #names = new Map<Inode, number>();

  /** Applies a layer in small steps. Whiteouts first: they take away what lower layers have, wherever they stand. */
  *apply(layer: NumberedList, isLast: boolean): Steps {
    const applied = { ...layer, isLast };
    const brought: number[] = [];
    for (let place = 0; place < layer.index.count; place++) {
      const parts = partsOf(layer.index.path(place));
      const whiteout = readWhiteout(parts);
      if (whiteout === undefined) brought.push(place);
      else if (whiteout.kind !== "ignored")
        yield* this.#takeAway(whiteout.parts, whiteout.kind === "opaque", applied);
      yield;
    }
    for (const place of brought) {
      const entry = layer.index.entry(place);
      yield* this.#bring(partsOf(entry.path), entry, applied);
      yield;
    }
  }

  async finish(pace: () => Promise<void>): Promise<ImageTree> {
    const isKept = (path: string) => (find(this.#root, partsOf(path), false)?.inode?.size ?? 0) > 0;
    return { root: this.#root, waste: await this.#waste.finish(isKept, pace) };
  }

  *#takeAway(parts: readonly string[], isOpaque: boolean, applied: Applied): Steps {
    const node = find(this.#root, parts, isOpaque) as Node | undefined;
    if (node === undefined) return;
    const gone = isOpaque ? [...(node.children?.values() ?? [])] : node === this.#root ? [] : [node];
    for (const child of gone) yield* this.#remove(child, applied);
  }

  *#remove(node: Node, { number, isLast }: Applied): Steps {
    yield* this.#release(node, number);
    if (isLast) yield* markRemoved(node);
    else node.parent?.children?.delete(node.name);
  }

  /** What the node and all below it hold is lost, unless another name still stands for it. */
  *#release(start: Node, layer: number): Steps {
    for (const node of below(start)) {
      yield;
      const { inode } = node;
      // What was removed before is released already.
      if (inode === undefined || node.mark === "removed") continue;
      const names = (this.#names.get(inode) ?? 1) - 1;
      this.#names.set(inode, names);
      if (names === 0) this.#waste.lose(pathOf(node), inode.size, layer);
    }
  }

  *#bring(parts: readonly string[], entry: LayerEntry, applied: Applied): Steps {
    const name = parts.at(-1);
    if (name === undefined) {
      if (entry.type === "directory") this.#renew(this.#root, entry, applied);
      return;
    }
    const folder = yield* this.#folder(parts.slice(0, -1), applied);
    const before = folder.children?.get(name);
    const isDirectory = entry.type === "directory";
    if (isDirectory && before?.children !== undefined && before.mark !== "removed") {
      this.#renew(before, entry, applied);
      return;
    }
    const inode = entry.type === "hardLink" ? this.#linked(entry) : this.#inode(entry, applied);
    if (inode !== undefined) this.#names.set(inode, (this.#names.get(inode) ?? 0) + 1);
    if (before !== undefined) yield* this.#release(before, applied.number);
    const linkedTo = entry.type === "hardLink" ? entry.link : undefined;
    this.#put({ name, parent: folder, isDirectory, inode, linkedTo, before }, applied);
  }

  /** Puts a name into its directory in the place of what was there. */
  #put({ name, parent, isDirectory, inode, linkedTo, before }: NewNode, applied: Applied): Node {
    this.#count++;
    if (this.#count > mostNodes || parent.depth >= deepest)
      throw new ContentError("tooLarge", "the tree of the image's files");
    const node: Node = {
      name,
      parent,
      depth: parent.depth + 1,
      children: isDirectory ? new Map() : undefined,
      inode,
      linkedTo,
      layer: applied.number,
      mark: markOf(before, applied),
    };
    // What was in a directory that is gone and there again is gone.
    if (isDirectory) for (const child of before?.children?.values() ?? []) adopt(node, child);
    parent.children?.set(name, node);
    return node;
  }

  /** A directory that is there already: only what is said of it may be new. */
  #renew(node: Node, entry: LayerEntry, applied: Applied): void {
    const before = node.inode?.index.entry(node.inode.place);
    const isSame =
      before !== undefined &&
      before.mode === entry.mode &&
      before.uid === entry.uid &&
      before.gid === entry.gid;
    if (applied.isLast && !isSame && node.mark === undefined)
      node.mark = node.inode === undefined && [0, applied.number].includes(node.layer) ? "added" : "changed";
    node.inode = this.#inode(entry, applied);
    node.layer = applied.number;
  }

  /** The directory at a path, made where there is none. */
  *#folder(parts: readonly string[], applied: Applied): Steps<Node> {
    const way = follow(this.#root, this.#root, parts);
    let folder = way.folder as Node;
    for (const name of way.rest) {
      if (name === "" || name === ".") continue;
      if (name === "..") {
        folder = folder.parent ?? this.#root;
        continue;
      }
      const before = folder.children?.get(name);
      if (before !== undefined) yield* this.#release(before, applied.number);
      const made = { name, parent: folder, isDirectory: true, inode: undefined, linkedTo: undefined, before };
      folder = this.#put(made, applied);
    }
    return folder;
  }

  #linked({ link }: LayerEntry): Inode | undefined {
    return find(this.#root, partsOf(link), false)?.inode;
  }

  #inode(entry: LayerEntry, { number, index }: Applied): Inode {
    const { place, type, size, link } = entry;
    this.#waste.bring(size);
    return {
      layer: number,
      index,
      place,
      target: type === "symlink" ? link : undefined,
      size,
    };
  }
}

/** A name that one layer writes twice is as new as it was. */
function markOf(before: Node | undefined, { number, isLast }: Applied): Mark | undefined {
  if (!isLast) return undefined;
  if (before === undefined) return "added";
  return before.layer === number && before.mark !== "removed" ? (before.mark ?? "added") : "changed";
}

function* markRemoved(start: Node): Steps {
  for (const node of below(start)) {
    yield;
    node.mark = "removed";
  }
}

/** A node and all below it. */
function* below(start: Node): Generator<Node, void> {
  const waiting = [start];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    for (const child of node.children?.values() ?? []) waiting.push(child);
  }
}

function adopt(folder: Node, child: Node): void {
  folder.children?.set(child.name, { ...child, parent: folder });
}
