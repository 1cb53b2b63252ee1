/** Which of the changed files are shown: a tree, or the largest differences first. Knows no page. */
import type { CompareFileRow, CompareRowsMessage, FileChangeMark } from "../src/protocol/compareFiles.ts";

/** What the person wants to see. */
export type ChangeWish = {
  /** Part of a path; empty for all. */
  readonly text: string;
  /** The kinds of change that are left out. */
  readonly hidden: readonly FileChangeMark[];
  /** The largest differences first, without directories. */
  readonly isLargest: boolean;
  /** The directories that were opened or shut by hand, by their paths. */
  readonly toggled: readonly string[];
};

export type ShownChange = {
  readonly row: CompareFileRow;
  /** Its place among all rows. */
  readonly at: number;
  readonly path: string;
  readonly level: number;
  /** Absent for what is no directory. */
  readonly isOpen?: boolean;
  /** The place of its directory's row among all rows. */
  readonly parent: number | undefined;
};

export const firstWish: ChangeWish = { text: "", hidden: [], isLargest: false, toggled: [] };

/** With more rows than this, only what is near the root is open at first. */
const mostOpen = 200;
const nearRoot = 1;
/** Directories that are remembered to be opened or shut. */
const mostToggled = 2000;
const marks: readonly FileChangeMark[] = ["added", "changed", "removed"];

type Entry = Omit<ShownChange, "isOpen"> & { readonly isFolder: boolean; readonly search: string };

/** Gives what is shown of the rows. */
export function changeModel(rows: readonly CompareFileRow[]): (wish: ChangeWish) => readonly ShownChange[] {
  const entries = entriesOf(rows);
  return (wish) => {
    const matching = matches(entries, wish);
    return wish.isLargest ? largest(entries, matching) : tree(entries, matching, wish);
  };
}

/** The wish with a directory opened that was shut, or the other way round. */
export function toggle(wish: ChangeWish, path: string): ChangeWish {
  const others = wish.toggled.filter((one) => one !== path);
  const toggled = others.length < wish.toggled.length ? others : [...others, path].slice(-mostToggled);
  return { ...wish, toggled };
}

/** Reads a wish that was saved; what is no wish is as at first. */
export function readWish(saved: unknown): ChangeWish {
  const { text, hidden, isLargest, toggled } = fieldsOf(saved);
  return {
    text: typeof text === "string" ? text : "",
    hidden: Array.isArray(hidden) ? marks.filter((mark) => hidden.includes(mark)) : [],
    isLargest: isLargest === true,
    toggled: Array.isArray(toggled)
      ? toggled.filter((one) => typeof one === "string").slice(-mostToggled)
      : [],
  };
}

/** Whether a message holds rows. */
export function isRows(message: unknown): message is CompareRowsMessage {
  const { type, key, rows } = fieldsOf(message);
  return type === "compareRows" && typeof key === "string" && Array.isArray(rows);
}

function entriesOf(rows: readonly CompareFileRow[]): readonly Entry[] {
  const above: Entry[] = [];
  return rows.map((row, at) => {
    above.length = Math.min(above.length, row.level - 1);
    const folder = above.at(-1);
    const path = row.name === "/" ? "/" : `${folder?.path ?? ""}/${row.name}`;
    const isFolder = (rows[at + 1]?.level ?? 0) > row.level;
    const { level } = row;
    const entry = { row, at, path, level, parent: folder?.at, isFolder, search: path.toLowerCase() };
    if (isFolder) above.push(entry);
    return entry;
  });
}

function matches(entries: readonly Entry[], { text, hidden }: ChangeWish): readonly boolean[] {
  const wanted = text.trim().toLowerCase();
  return entries.map(
    ({ row: { mark }, search }) => mark !== "within" && !hidden.includes(mark) && search.includes(wanted),
  );
}

function largest(entries: readonly Entry[], matching: readonly boolean[]): readonly ShownChange[] {
  return entries
    .filter(({ at, isFolder }) => matching[at] === true && !isFolder)
    .sort((a, b) => b.row.weight - a.row.weight)
    .map(({ row, at, path }) => ({ row, at, path, level: 1, parent: undefined }));
}

function tree(
  entries: readonly Entry[],
  matching: readonly boolean[],
  wish: ChangeWish,
): readonly ShownChange[] {
  const isWanted = [...matching];
  for (const { at, parent } of entries.toReversed())
    if (isWanted[at] === true && parent !== undefined) isWanted[parent] = true;
  const toggled = new Set(wish.toggled);
  const isOpen: boolean[] = [];
  const isSeen: boolean[] = [];
  const shown: ShownChange[] = [];
  for (const { row, at, path, level, parent, isFolder } of entries) {
    isSeen[at] = parent === undefined || (isSeen[parent] === true && isOpen[parent] === true);
    const opensAtFirst = entries.length <= mostOpen || level <= nearRoot;
    // What is looked for is seen wherever it is.
    isOpen[at] = wish.text.trim() !== "" || opensAtFirst !== toggled.has(path);
    if (isWanted[at] !== true || isSeen[at] !== true) continue;
    shown.push({ row, at, path, level, parent, ...(isFolder && { isOpen: isOpen[at] === true }) });
  }
  return shown;
}

function fieldsOf(saved: unknown): Readonly<Record<string, unknown>> {
  return typeof saved === "object" && saved !== null ? { ...saved } : {};
}
