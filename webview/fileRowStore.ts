/** The rows of the tree that the host has sent, and the asking for those that are missing. */
import type { FileRow, FilesMessage, FilesSeek } from "../src/protocol/files.ts";

/** The host sends at least so many rows at a time. */
const block = 100;
/** Rows that are kept. */
const mostRows = 5000;

export type FileRowStore = {
  readonly total: () => number;
  /** The row at a position; when it is missing it is asked for. */
  readonly at: (position: number) => FileRow | undefined;
  /** The row at a position, if it is here. */
  readonly known: (position: number) => FileRow | undefined;
  /** Asks for other rows than before, from a position on. Until they come, those that are here stay. */
  readonly renew: (from: number, seek: FilesSeek | undefined) => void;
  /** Asks where a row is that is one of these. */
  readonly seek: (seek: FilesSeek) => void;
  /** Takes rows: true for the first of other rows than before, undefined for those that nobody wants any more. */
  readonly take: (message: FilesMessage) => boolean | undefined;
};

/** `ask` is given the number that the answer must say. */
export function fileRowStore(
  ask: (number: number, from: number, seek: FilesSeek | undefined) => void,
): FileRowStore {
  let number = 0;
  let answered = 0;
  let total = 0;
  const rows = new Map<number, FileRow>();
  const asked = new Set<number>();
  const want = (position: number, seek?: FilesSeek) => {
    const from = Math.floor(position / block) * block;
    if (asked.has(from) && seek === undefined) return;
    asked.add(from);
    ask(number, from, seek);
  };
  return {
    total: () => total,
    known: (position) => rows.get(position),
    at: (position) => {
      const row = rows.get(position);
      // What is here is of the ask before.
      if (row === undefined && answered === number) want(position);
      return row;
    },
    renew: (from, seek) => {
      number++;
      asked.clear();
      want(from, seek);
    },
    seek: (seek) => ask(number, 0, seek),
    take: (message) => {
      if (message.number !== number) return undefined;
      const isFirst = answered !== number;
      if (isFirst || rows.size > mostRows) {
        rows.clear();
        if (!isFirst) asked.clear();
      }
      answered = number;
      total = message.total;
      for (const [place, row] of message.rows.entries()) rows.set(message.from + place, row);
      return isFirst;
    },
  };
}
