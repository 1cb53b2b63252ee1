/** The rows of an image's files as the page wants them; those that it asked for last are kept. Knows no VS Code. */
import { pacing } from "../../core/async.ts";
import { isAbort } from "../../core/errors.ts";
import type { FileNode } from "../../core/files/fileNode.ts";
import { mergeLayers, type NumberedList } from "../../core/files/imageTree.ts";
import type { TreeRow } from "../../core/files/treeRows.ts";
import type { FileHandle, FilesAsk, FilesMessage, FilesSeek, FilesWish } from "../../protocol/files.ts";
import { fileKey, fileRow } from "./fileRows.ts";
import { listWish, type SizedTree, sizesOf, type WishedRows } from "./wishedRows.ts";

/** The rows of one wish. */
type Listed = WishedRows & { readonly sized: SizedTree };

type Current = { readonly wish: string; readonly stop: AbortController; readonly listed: Promise<Listed> };

/** Rows in one message. */
const mostRows = 200;

/** The rows of one image. */
export class FileLists {
  readonly #layers: readonly NumberedList[];
  readonly #all: SizedTree;
  /** The tree of fewer layers that was wanted last. */
  #other: { readonly scope: string; readonly sized: SizedTree } | undefined;
  #current: Current | undefined;
  #rows: readonly TreeRow[] = [];

  constructor(layers: readonly NumberedList[], all: SizedTree) {
    this.#layers = layers;
    this.#all = all;
  }

  /** Answers an ask; undefined when another one came meanwhile. Rejects with ContentError `tooLarge`. */
  async answer({ number, wish, from, seek }: FilesAsk): Promise<FilesMessage | undefined> {
    const current = this.#list(wish);
    try {
      const { rows, sized, matches } = await current.listed;
      const found = seek === undefined ? undefined : await find(rows, seek);
      if (this.#current !== current) return undefined;
      this.#rows = rows;
      const isIn = isInScope(wish);
      const total = sized.sizes.sizes.get(sized.tree.root) ?? 0;
      return {
        type: "files",
        number,
        total: rows.length,
        from,
        rows: rows
          .slice(from, from + mostRows)
          .map((row) => fileRow(row, { sizes: sized.sizes.sizes, total, wish, isFaint: !isIn(row.node) })),
        ...(found !== undefined && { found }),
        ...(matches !== undefined && { matches }),
      };
    } catch (failure) {
      if (isAbort(failure)) return undefined;
      throw failure;
    }
  }

  /** The file of a row of the answer given last; undefined when it is not the one that is meant. */
  at({ row, key }: FileHandle): FileNode | undefined {
    const node = this.#rows[row]?.node;
    return node !== undefined && fileKey(node) === key ? node : undefined;
  }

  dispose(): void {
    this.#current?.stop.abort();
  }

  #list(wish: FilesWish): Current {
    const key = JSON.stringify(wish);
    if (this.#current?.wish === key) return this.#current;
    this.#current?.stop.abort();
    const stop = new AbortController();
    const listed = this.#read(wish, stop.signal);
    // Whoever asked is told; an ask that nobody waits for any more is none.
    listed.catch(() => {
      if (this.#current === current) this.#current = undefined;
    });
    const current = { wish: key, stop, listed };
    this.#current = current;
    return current;
  }

  async #read(wish: FilesWish, signal: AbortSignal): Promise<Listed> {
    const sized = await this.#tree(wish, signal);
    return { ...(await listWish(sized, wish, signal)), sized };
  }

  async #tree({ scope, layer }: FilesWish, signal: AbortSignal): Promise<SizedTree> {
    if (scope === "all") return this.#all;
    const wanted = `${scope} ${layer}`;
    if (this.#other?.scope === wanted) return this.#other.sized;
    const known = this.#other?.scope.endsWith(` ${layer}`) === true ? this.#other.sized.tree : undefined;
    const lists = this.#layers.filter(({ number }) => number <= layer);
    // The tree of all layers has the marks of the uppermost one.
    const isAll = lists.length === this.#layers.length;
    const tree = known ?? (isAll ? this.#all.tree : await mergeLayers(lists, signal));
    const sized = { tree, sizes: await sizesOf(tree, scope, layer, signal) };
    this.#other = { scope: wanted, sized };
    return sized;
  }
}

/** Whether a node is looked at by itself, and not only for what is in it. */
function isInScope({ scope, layer }: FilesWish): (node: FileNode) => boolean {
  return scope === "only" ? (node) => node.layer === layer || node.mark === "removed" : () => true;
}

/** Looks at the row that is said and then at those after it, round the end, in short turns. */
async function find(rows: readonly TreeRow[], seek: FilesSeek): Promise<number | undefined> {
  const pace = pacing();
  const start = "start" in seek ? seek.start.toLowerCase() : "";
  const isSought = ({ node }: TreeRow) =>
    "key" in seek ? fileKey(node) === seek.key : node.name.toLowerCase().startsWith(start);
  for (let step = 0; step < rows.length; step++) {
    const place = (seek.at + step) % rows.length;
    const row = rows[place];
    if (row !== undefined && isSought(row)) return place;
    if (step % 64 === 63) await pace();
  }
  return undefined;
}
