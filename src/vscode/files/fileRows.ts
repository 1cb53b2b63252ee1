/** A file as a row of the page: words and figures, sanitised. Pure; knows no VS Code. */
import { createHash } from "node:crypto";
import { minuteOf, typeOf } from "../../core/files/fileFacts.ts";
import { entryOf, type FileNode, pathOf } from "../../core/files/fileNode.ts";
import { formatMode } from "../../core/files/formatMode.ts";
import type { LayerEntry } from "../../core/files/layerEntry.ts";
import { encodeName } from "../../core/files/names.ts";
import { partsOf } from "../../core/files/paths.ts";
import type { TreeRow } from "../../core/files/treeRows.ts";
import { formatSize } from "../../core/format.ts";
import { longestValue, sanitize, sanitizeLines } from "../../core/text.ts";
import type { FileRow, FilesWish } from "../../protocol/files.ts";
import { shownName, shownPath } from "./filePlace.ts";

const longestName = 1000;

export type RowContext = {
  /** Bytes of folders. */
  readonly sizes: ReadonlyMap<FileNode, number>;
  /** Bytes of all that is looked at. */
  readonly total: number;
  readonly wish: FilesWish;
  readonly isFaint: boolean;
};

/** Short, the same wherever the path is the same, and harmless. */
export function fileKey(node: FileNode): string {
  return pathKey(pathOf(node));
}

/** The key of a path as pathOf gives it. */
export function pathKey(path: string): string {
  return createHash("sha256").update(encodeName(path)).digest("base64url").slice(0, 16);
}

/** A file's whole path: what could do harm when it is pasted somewhere is written out, all else is as it is. */
export function copiedPath(node: FileNode): string {
  return sanitizeLines(pathOf(node), Number.POSITIVE_INFINITY).replace(/[\t\n]/g, (blank) =>
    blank === "\n" ? "\\u{A}" : "\\u{9}",
  );
}

/** The row of a file. */
export function fileRow(
  { node, level, place, siblings, parent, isOpen }: TreeRow,
  { sizes, total, wish, isFaint }: RowContext,
): FileRow {
  const entry = entryOf(node);
  const bytes = bytesOf(node, entry, sizes);
  const link = linkOf(node, entry);
  const mark = wish.scope === "all" ? undefined : node.mark;
  return {
    key: fileKey(node),
    level,
    place,
    siblings,
    ...(parent !== undefined && { parent }),
    ...(isOpen !== undefined && { isOpen }),
    name: cut(shownName([node.name]), longestName),
    path: cut(shownPath(partsOf(pathOf(node))), longestValue),
    ...(mark !== undefined && { mark }),
    isFaint,
    size: formatSize(bytes),
    share: total === 0 || mark === "removed" ? 0 : Math.min(1, (bytes ?? 0) / total),
    // A directory that no layer lists: it is there for what is in it.
    mode: entry === undefined ? "" : formatMode(typeOf(node, entry), entry.mode),
    owner: entry === undefined ? "" : `${entry.uid}:${entry.gid}`,
    modified: minuteOf(entry?.modified),
    ...(link !== undefined && { link }),
    ...(node.layer > 0 && { layer: node.layer }),
    isFile: entry?.type === "file",
  };
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function bytesOf(
  node: FileNode,
  entry: LayerEntry | undefined,
  sizes: ReadonlyMap<FileNode, number>,
): number | undefined {
  if (node.children !== undefined) return sizes.get(node);
  return entry?.type === "file" ? entry.size : undefined;
}

function linkOf({ linkedTo }: FileNode, entry: LayerEntry | undefined): string | undefined {
  if (linkedTo !== undefined) return `hard link to ${sanitize(linkedTo)}`;
  switch (entry?.type) {
    case "symlink":
      return `→ ${sanitize(entry.link)}`;
    case "character":
    case "block":
      return `device ${sanitize(entry.link)}`;
    default:
      return undefined;
  }
}
