/** Bytes that an image carries and nobody sees: files of lower layers that higher ones replaced or removed. */

export type WasteRow = {
  /** Hostile text. */
  readonly path: string;
  /** How often layers bring the file, the kept one included. */
  readonly copies: number;
  /** Bytes of all copies but the kept one; never 0. */
  readonly bytes: number;
  /** Whether the image still has the file. */
  readonly kept: boolean;
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

/** Counts files as they come and go. */
export class WasteCounter {
  readonly #lost = new Map<string, { copies: number; bytes: number }>();
  #total = 0;

  bring(bytes: number): void {
    this.#total += bytes;
  }

  lose(path: string, bytes: number): void {
    const row = this.#lost.get(path) ?? { copies: 0, bytes: 0 };
    row.copies++;
    row.bytes += bytes;
    if (bytes > 0) this.#lost.set(path, row);
  }

  /** `isKept` tells whether the image has a file at a path. */
  finish(isKept: (path: string) => boolean): Waste {
    const rows = [...this.#lost].map(([path, { copies, bytes }]): WasteRow => {
      const kept = isKept(path);
      return { path, copies: copies + (kept ? 1 : 0), bytes, kept };
    });
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
    const efficiency = this.#total === 0 ? 1 : (this.#total - bytes) / this.#total;
    return {
      rows: rows.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1)),
      bytes,
      total: this.#total,
      efficiency,
    };
  }
}
