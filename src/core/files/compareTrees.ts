/**
 * What differs between the files of two images, as far as lists of layers know files: type, content by its digest, mode,
 * owner, and where links lead. Extended attributes are in no list.
 */
import { pacing } from "../async.ts";
import { typeOf } from "./fileFacts.ts";
import { childOf, entryOf, type FileNode, type Inode, type Mark } from "./fileNode.ts";
import type { LayerEntry } from "./layerEntry.ts";

/**
 * In what two files of one path differ. `time`: the content is not known of both; they are as large as each other, but
 * not as old.
 */
export type Aspect = "type" | "content" | "time" | "mode" | "owner" | "target" | "device";

/** One path that is not the same in both. */
export type FileChange = {
  /** Hostile text. */
  readonly path: string;
  readonly mark: Mark;
  /** Empty unless it is changed. */
  readonly aspects: readonly Aspect[];
  /** Absent when it is added. */
  readonly old?: FileNode;
  /** Absent when it is removed. */
  readonly now?: FileNode;
  /** Bytes by which the files grew, negative when they shrank. Hard links are counted once, at one of their names. */
  readonly growth: number;
};

/** How many paths are not the same, and bytes of what grew and of what shrank. */
export type FileTotals = {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly more: number;
  readonly less: number;
};

export type TreeComparison = {
  /** In the order of their paths, each directory before what is in it. */
  readonly changes: readonly FileChange[];
  readonly totals: FileTotals;
  /** The directories with something in them that is not the same, with all below: the root first. */
  readonly directories: readonly (FileTotals & { readonly path: string })[];
  /** Paths that are the same in both. */
  readonly same: number;
  /** Files among them that another layer wrote again as they were, each inode once. */
  readonly rewritten: { readonly count: number; readonly bytes: number };
  /** Files among them of which only size and time could be compared. */
  readonly unsure: number;
};

/**
 * Compares two trees that mergeLayers made, given by their roots. What it took away from them is not there. Works in short
 * turns; rejects with the signal's reason.
 */
export async function compareTrees(
  old: FileNode,
  now: FileNode,
  signal?: AbortSignal,
): Promise<TreeComparison> {
  const comparing = new Comparing();
  const turn = pacing();
  for (const _ of comparing.steps(old, now)) {
    await turn();
    signal?.throwIfAborted();
  }
  return comparing.finish();
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A directory in either tree, with what is not the same in it. */
type Folder = Mutable<FileTotals> & { readonly path: string; readonly parent: Folder | undefined };

/** A path in both trees; `within` is the directory that it is in. */
type Pair = {
  readonly path: string;
  readonly old: FileNode | undefined;
  readonly now: FileNode | undefined;
  readonly within: Folder | undefined;
};

type Found = { readonly change: Mutable<FileChange>; readonly within: Folder | undefined };

class Comparing {
  readonly #found: Found[] = [];
  readonly #folders: Folder[] = [];
  /** Files whose bytes are counted already: their other names bring nothing. */
  readonly #counted = new Set<Inode>();
  readonly #rewritten = new Map<Inode, number>();
  #same = 0;
  #unsure = 0;

  *steps(old: FileNode, now: FileNode): Generator<void, void> {
    const waiting: Pair[] = [{ path: "/", old, now, within: undefined }];
    for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
      this.#compare(pair);
      if (pair.old?.children !== undefined || pair.now?.children !== undefined)
        for (const child of this.#open(pair)) waiting.push(child);
      yield;
    }
    // Of a file that is there in both, names that came or went bring and take nothing.
    for (const isChanged of [true, false])
      for (const { change } of this.#found.filter(
        ({ change: { mark } }) => (mark === "changed") === isChanged,
      )) {
        change.growth = this.#count(change.now) - this.#count(change.old);
        yield;
      }
  }

  finish(): TreeComparison {
    const totals = { ...nothing };
    for (const { change, within = totals } of this.#found) add(within, totalsOf(change));
    for (const folder of this.#folders.toReversed()) add(folder.parent ?? totals, folder);
    return {
      changes: this.#found.map(({ change }) => change),
      totals,
      directories: this.#folders.flatMap(({ parent: _, ...sums }) =>
        sums.added + sums.removed + sums.changed === 0 ? [] : [sums],
      ),
      same: this.#same,
      rewritten: {
        count: this.#rewritten.size,
        bytes: [...this.#rewritten.values()].reduce((sum, bytes) => sum + bytes, 0),
      },
      unsure: this.#unsure,
    };
  }

  /** What is in a directory, the last one first: the last one in is the first one out. */
  #open({ path, old, now, within }: Pair): readonly Pair[] {
    const folder: Folder = { path, parent: within, ...nothing };
    this.#folders.push(folder);
    const start = within === undefined ? "/" : `${path}/`;
    return [...new Set([...namesIn(old), ...namesIn(now)])]
      .sort((a, b) => (a < b ? 1 : -1))
      .map((name) => ({
        path: start + name,
        old: old && childOf(old, name),
        now: now && childOf(now, name),
        within: folder,
      }));
  }

  #compare({ path, old, now, within }: Pair): void {
    if (old === undefined || now === undefined) {
      const mark = old === undefined ? "added" : "removed";
      const change = {
        path,
        mark,
        aspects: [],
        ...(old && { old }),
        ...(now && { now }),
        growth: 0,
      } as const;
      this.#found.push({ change, within });
      return;
    }
    if (isSameEntry(old.inode, now.inode)) {
      this.#keep(old, now);
      return;
    }
    const [before, after] = [entryOf(old), entryOf(now)];
    const aspects = aspectsOf({ node: old, entry: before }, { node: now, entry: after });
    if (aspects.length > 0) {
      this.#found.push({ change: { path, mark: "changed", aspects, old, now, growth: 0 }, within });
      return;
    }
    this.#keep(old, now);
    if (before === undefined || after?.type !== "file" || now.inode === undefined) return;
    if (!areRead(before, after)) this.#unsure++;
    this.#rewritten.set(now.inode, after.size);
  }

  #keep(old: FileNode, now: FileNode): void {
    this.#same++;
    this.#count(old);
    this.#count(now);
  }

  /** Bytes of a file the first time that it is asked for. */
  #count(node: FileNode | undefined): number {
    const { inode } = node ?? {};
    if (inode === undefined || inode.size === 0 || this.#counted.has(inode)) return 0;
    this.#counted.add(inode);
    return inode.size;
  }
}

const nothing: FileTotals = { added: 0, removed: 0, changed: 0, more: 0, less: 0 };

function totalsOf({ mark, growth }: FileChange): FileTotals {
  return { ...nothing, [mark]: 1, more: Math.max(0, growth), less: Math.max(0, -growth) };
}

function add(sum: Mutable<FileTotals>, { added, removed, changed, more, less }: FileTotals): void {
  sum.added += added;
  sum.removed += removed;
  sum.changed += changed;
  sum.more += more;
  sum.less += less;
}

function namesIn(node: FileNode | undefined): readonly string[] {
  const children = [...(node?.children?.values() ?? [])];
  return children.flatMap(({ name, mark }) => (mark === "removed" ? [] : [name]));
}

/** Whether both are one entry of one layer, so that there is nothing to look at. */
function isSameEntry(old: Inode | undefined, now: Inode | undefined): boolean {
  if (old === undefined || now === undefined || old.place !== now.place) return false;
  const [before, after] = [old.index.facts, now.index.facts];
  return before.digest === after.digest && before.source === after.source;
}

type Side = { readonly node: FileNode; readonly entry: LayerEntry | undefined };

function aspectsOf(old: Side, now: Side): readonly Aspect[] {
  if (typeOf(old.node, old.entry) !== typeOf(now.node, now.entry)) return ["type"];
  const [before, after] = [old.entry, now.entry];
  // A directory that no layer has an entry for, and a hard link that leads nowhere.
  if (before === undefined || after === undefined)
    return old.node.linkedTo === now.node.linkedTo ? [] : ["target"];
  const isOther = isOtherContent(before, after);
  const aspects: readonly (readonly [Aspect, boolean])[] = [
    ["content", isOther],
    ["time", !isOther && !areRead(before, after) && before.modified !== after.modified],
    [before.type === "symlink" ? "target" : "device", before.link !== after.link],
    // Links have no mode of their own; tools write what they like.
    ["mode", before.type !== "symlink" && before.mode !== after.mode],
    ["owner", before.uid !== after.uid || before.gid !== after.gid],
  ];
  return aspects.flatMap(([aspect, differs]) => (differs ? [aspect] : []));
}

function isOtherContent(old: LayerEntry, now: LayerEntry): boolean {
  return old.size !== now.size || (areRead(old, now) && old.digest !== now.digest);
}

/** Whether the content of both is known. What is empty has no digest, and needs none. */
function areRead(old: LayerEntry, now: LayerEntry): boolean {
  return [old, now].every(({ size, digest }) => size === 0 || digest !== undefined);
}
