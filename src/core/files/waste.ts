/** Bytes that an image carries and nobody sees: files of lower layers that higher ones replaced or removed. */
import { sortInTurns } from "../sortInTurns.ts";

export type WasteRow = {
  /** Hostile text. */
  readonly path: string;
  /** How often layers bring the file, the kept one included. */
  readonly copies: number;
  /** Bytes of all copies but the kept one; never 0. */
  readonly bytes: number;
  /** Whether the image still has the file. */
  readonly kept: boolean;
  /** The number of the layer that replaced or removed it last. */
  readonly layer: number;
};

export type Waste = {
  /** Most bytes first. */
  readonly rows: readonly WasteRow[];
  readonly bytes: number;
  /** Bytes of all files of all layers, a hard link's once. */
  readonly total: number;
  /** The part of them that is kept, from 0 to 1; 1 for an image without files. */
  readonly efficiency: number;
};

type Lost = { copies: number; bytes: number; layer: number };

/** Counts files as they come and go. */
export class WasteCounter {
  readonly #lost = new Map<string, Lost>();
  #total = 0;

  bring(bytes: number): void {
    this.#total += bytes;
  }

  /** A layer replaced or removed the last name of a file. */
  lose(path: string, bytes: number, layer: number): void {
    const row = this.#lost.get(path) ?? { copies: 0, bytes: 0, layer };
    row.copies++;
    row.bytes += bytes;
    row.layer = layer;
    if (bytes > 0) this.#lost.set(path, row);
  }

  /** `isKept` tells whether the image has a file at a path; `pace` (async.ts) is called now and then. */
  async finish(isKept: (path: string) => boolean, pace: () => Promise<void>): Promise<Waste> {
    const rows: WasteRow[] = [];
    let bytes = 0;
    for (const [path, lost] of this.#lost) {
      const kept = isKept(path);
      rows.push({ ...lost, path, copies: lost.copies + (kept ? 1 : 0), kept });
      bytes += lost.bytes;
      if (rows.length % 128 === 0) await pace();
    }
    const compare = (a: WasteRow, b: WasteRow) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1);
    return {
      rows: await sortInTurns(rows, compare, pace),
      bytes,
      total: this.#total,
      efficiency: this.#total === 0 ? 1 : (this.#total - bytes) / this.#total,
    };
  }
}
