/** How files of an image are printed. */

import { explainWaste } from "../core/explainFiles.ts";
import { isoTime, minuteOf, typeOf } from "../core/files/fileFacts.ts";
import { entryOf, type FileNode, pathOf } from "../core/files/fileNode.ts";
import { formatMode } from "../core/files/formatMode.ts";
import type { NumberedList } from "../core/files/imageTree.ts";
import type { LayerEntry } from "../core/files/layerEntry.ts";
import type { Waste } from "../core/files/waste.ts";
import { formatSize } from "../core/format.ts";
import type { ImageModel, Layer } from "../core/image/model.ts";
import { formatPlatform } from "../core/oci/platform.ts";
import type { Sink } from "./command.ts";
import { printColumns } from "./output.ts";

/** What `files --json` prints beside the files: null for what is not known. */
export function imageFilesJson(
  { manifest, platform }: ImageModel,
  layers: readonly Layer[],
  lists: readonly NumberedList[],
) {
  const indexes = new Map(lists.map(({ number, index }) => [number, index]));
  return {
    digest: manifest.digest,
    platform: platform === undefined ? null : formatPlatform(platform),
    layers: layers.map(({ number, descriptor, diffId }) => {
      const index = indexes.get(number);
      return {
        number,
        digest: descriptor.digest,
        diffId: index?.facts.diffId ?? diffId ?? null,
        size: descriptor.size ?? null,
        mediaType: descriptor.mediaType,
        entries: index?.count ?? null,
        bytes: index?.facts.bytes ?? null,
        source: index?.facts.source ?? null,
        cut: index?.facts.cut ?? null,
      };
    }),
  };
}

/** One file of `files --json`. */
export function fileJson(node: FileNode) {
  return { path: pathOf(node), ...factsJson(node), mark: node.mark ?? null };
}

/** What is known of a file: sizes in bytes, times in ISO 8601, the mode in octal digits; null for what is not known. */
export function factsJson(node: FileNode) {
  const entry = entryOf(node);
  const isLink = entry?.type === "symlink";
  return {
    type: typeOf(node, entry),
    size: node.inode?.size ?? 0,
    mode: entry === undefined ? null : entry.mode.toString(8).padStart(4, "0"),
    uid: entry?.uid ?? null,
    gid: entry?.gid ?? null,
    modified: isoTime(entry?.modified),
    target: isLink ? entry.link : null,
    hardLink: node.linkedTo ?? null,
    digest: entry?.digest ?? null,
    layer: node.layer,
  };
}

/** What `files --waste --json` prints. */
export function wasteJson({ rows, bytes, total, efficiency }: Waste) {
  const files = rows.map((row) => ({
    path: row.path,
    copies: row.copies,
    bytes: row.bytes,
    kept: row.kept,
  }));
  return { bytes, total, efficiency, files };
}

/** Prints files as `ls -l` does: with the layer that wrote each, or, of one layer, with what it did. */
export function printFiles(nodes: readonly FileNode[], marked: boolean, stdout: Sink): void {
  const rows = nodes.map((node) => {
    const entry = entryOf(node);
    const size = node.children === undefined ? formatSize(node.inode?.size) : "";
    const what = marked ? (node.mark ?? "") : String(node.layer);
    const owner = entry === undefined ? "" : `${entry.uid}:${entry.gid}`;
    return [
      what,
      formatMode(typeOf(node, entry), entry?.mode),
      owner,
      size,
      minuteOf(entry?.modified),
      nameOf(node, entry),
    ];
  });
  printColumns(
    stdout,
    [[marked ? "" : "LAYER", "MODE", "OWNER", "SIZE", "MODIFIED", "PATH"], ...rows],
    new Set(marked ? [3] : [0, 3]),
  );
}

/** Prints wasted bytes, most first, and what they come to. */
export function printWaste(waste: Waste, stdout: Sink): void {
  const { rows } = waste;
  const lines = rows.map((row) => [
    formatSize(row.bytes),
    String(row.copies),
    row.kept ? "replaced" : "removed",
    row.path,
  ]);
  if (rows.length > 0) printColumns(stdout, [["WASTED", "COPIES", "", "PATH"], ...lines], new Set([0, 1]));
  stdout.write(`${explainWaste(waste)}\n`);
}

function nameOf(node: FileNode, entry: LayerEntry | undefined): string {
  const path = pathOf(node);
  if (entry?.type === "symlink") return `${path} -> ${entry.link}`;
  return node.linkedTo === undefined ? path : `${path} link to ${node.linkedTo}`;
}
