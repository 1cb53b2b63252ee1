/** The files that differ as rows of a tree. Sanitised; knows no VS Code. */
import { pacing } from "../../core/async.ts";
import type { FileChange, FileTotals, TreeComparison } from "../../core/files/compareTrees.ts";
import { entryOf, type FileNode } from "../../core/files/fileNode.ts";
import { formatAspects, formatCounts, formatSums } from "../../core/files/formatChange.ts";
import { formatDifference, formatSize } from "../../core/format.ts";
import { sanitize } from "../../core/text.ts";
import type { CompareFileRow, FileChangeMark } from "../../protocol/compareFiles.ts";

/** The most paths that are shown; of more, those that grew or shrank most. */
export const mostChanges = 20_000;

/** Where a file is: the number of its layer, from 1, and its entry's place in that one's list. */
export type EntryAt = { readonly layer: number; readonly entry: number };

/** The files of a row, on the sides that have one with content. The path is hostile text. */
export type RowFiles = { readonly path: string; readonly old?: EntryAt; readonly now?: EntryAt };

export type MarkTotals = { readonly mark: FileChangeMark; readonly count: number; readonly growth: number };

/** Rows, and at the same places what can be opened of them. */
export type ChangeRows = Omit<TreeComparison, "changes" | "directories"> & {
  readonly rows: readonly CompareFileRow[];
  readonly files: readonly RowFiles[];
  /** What each kind of change comes to. */
  readonly marks: readonly MarkTotals[];
  /** Whether there are more changes than are shown. */
  readonly isCut: boolean;
};

/** Makes the rows: each directory before what is in it, those that are the same themselves, too. Works in short turns. */
export async function changeRows(
  { changes, directories, ...facts }: TreeComparison,
  signal?: AbortSignal,
): Promise<ChangeRows> {
  const turn = pacing();
  const totals = new Map(directories.map((directory) => [directory.path, directory]));
  const rows: CompareFileRow[] = [];
  const files: RowFiles[] = [];
  let above: readonly string[] = [];
  for (const change of shownOf(changes)) {
    const parts = change.path.split("/").slice(1);
    const common = commonParts(above, parts);
    for (let level = common + 1; level < parts.length; level++) {
      const directory = totals.get(`/${parts.slice(0, level).join("/")}`);
      rows.push(withinRow(directory, parts[level - 1] ?? "", level));
      files.push({ path: "" });
    }
    rows.push(changeRow(change, totals.get(change.path), parts));
    files.push(filesOf(change));
    above = parts;
    await turn();
    signal?.throwIfAborted();
  }
  const isCut = changes.length > mostChanges;
  return { ...facts, rows, files, marks: marksOf(changes), isCut };
}

/** The root is a row only when it is changed itself. */
function shownOf(changes: readonly FileChange[]): readonly FileChange[] {
  if (changes.length <= mostChanges) return changes;
  const heaviest = new Set(
    changes.toSorted((a, b) => Math.abs(b.growth) - Math.abs(a.growth)).slice(0, mostChanges),
  );
  return changes.filter((change) => heaviest.has(change));
}

/** How many directories of the path have their rows already. */
function commonParts(above: readonly string[], parts: readonly string[]): number {
  const differs = parts.findIndex((part, at) => part !== above[at]);
  return Math.min(differs === -1 ? parts.length : differs, parts.length - 1);
}

function withinRow(totals: FileTotals | undefined, name: string, level: number): CompareFileRow {
  return {
    mark: "within",
    level,
    name: sanitize(name, 300),
    ...differenceOf(totals),
    weight: weightOf(totals),
    text: totals === undefined ? "" : formatCounts(totals),
    isFile: false,
  };
}

function changeRow(
  change: FileChange,
  totals: FileTotals | undefined,
  parts: readonly string[],
): CompareFileRow {
  const { mark, old, now, growth } = change;
  const own = { more: Math.max(0, growth), less: Math.max(0, -growth) };
  const sums = totals === undefined ? own : { more: totals.more + own.more, less: totals.less + own.less };
  const [before, after] = [old && sizeOf(old), now && sizeOf(now)];
  const texts = [formatAspects(change), totals === undefined ? "" : formatCounts(totals)];
  const name = parts.at(-1);
  return {
    mark,
    level: parts.length,
    name: name === undefined || name === "" ? "/" : sanitize(name, 300),
    ...(before !== undefined && { old: before }),
    ...(after !== undefined && { now: after }),
    ...differenceOf(sums),
    weight: weightOf(sums),
    text: sanitize(texts.filter((text) => text !== "").join("; "), 600),
    isFile: [old, now].some((node) => node !== undefined && hasContent(node)),
  };
}

function differenceOf(
  sums: Pick<FileTotals, "more" | "less"> | undefined,
): Pick<CompareFileRow, "difference"> {
  const difference = sums === undefined ? "" : formatSums(sums);
  return difference === "" ? {} : { difference };
}

function weightOf(sums: Pick<FileTotals, "more" | "less"> | undefined): number {
  return (sums?.more ?? 0) + (sums?.less ?? 0);
}

function sizeOf(node: FileNode): string | undefined {
  return hasContent(node) ? formatSize(node.inode?.size) : undefined;
}

function hasContent(node: FileNode): boolean {
  return entryOf(node)?.type === "file";
}

function filesOf({ path, old, now }: FileChange): RowFiles {
  const at = (node: FileNode | undefined): EntryAt | undefined =>
    node?.inode !== undefined && hasContent(node)
      ? { layer: node.inode.layer, entry: node.inode.place }
      : undefined;
  const [before, after] = [at(old), at(now)];
  return { path, ...(before && { old: before }), ...(after && { now: after }) };
}

function marksOf(changes: readonly FileChange[]): readonly MarkTotals[] {
  return (["added", "changed", "removed"] as const).flatMap((mark) => {
    const having = changes.filter((change) => change.mark === mark);
    const growth = having.reduce((sum, change) => sum + change.growth, 0);
    return having.length === 0 ? [] : [{ mark, count: having.length, growth }];
  });
}

/** `12 new`, and what they come to. */
export function markText({ mark, count, growth }: MarkTotals) {
  const size = growth === 0 ? {} : { size: formatDifference(growth) };
  return { mark, text: formatCounts({ added: 0, removed: 0, changed: 0, [mark]: count }), ...size };
}
