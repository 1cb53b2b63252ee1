/** How the files that differ between two images are printed. */
import type { FileChange, FileTotals, TreeComparison } from "../core/files/compareTrees.ts";
import { typeOf } from "../core/files/fileFacts.ts";
import { entryOf, type FileNode } from "../core/files/fileNode.ts";
import { formatAspects, formatCounts, formatSums } from "../core/files/formatChange.ts";
import type { NumberedList } from "../core/files/imageTree.ts";
import { isForeign } from "../core/files/listLayers.ts";
import { formatCount, formatSize } from "../core/format.ts";
import type { Layer } from "../core/image/model.ts";
import type { Sink } from "./command.ts";
import { factsJson } from "./fileRows.ts";
import { printColumns } from "./output.ts";

/** The files of two images, and what of each was read. */
export type ComparedFiles = TreeComparison & { readonly old: ReadLayers; readonly now: ReadLayers };
export type ReadLayers = { readonly layers: readonly Layer[]; readonly lists: readonly NumberedList[] };

/** What `compare --files --json` says of files: sizes in bytes, the mode in octal digits; what is not known is absent. */
export function filesJson({
  changes,
  totals,
  directories,
  same,
  rewritten,
  unsure,
  ...sides
}: ComparedFiles) {
  return {
    totals,
    same: { count: same, rewritten, unsure },
    changes: changes.map(changeJson),
    directories,
    incomplete: [...incompleteJson("old", sides.old), ...incompleteJson("new", sides.now)],
  };
}

function changeJson({ path, mark, aspects, growth, old, now }: FileChange) {
  return {
    path,
    change: mark,
    ...(mark === "changed" && { aspects }),
    growth,
    ...(old && { old: known(factsJson(old)) }),
    ...(now && { new: known(factsJson(now)) }),
  };
}

function known(facts: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}

/** Layers whose files are not all there, with the reason. */
function incompleteJson(side: "old" | "new", { layers, lists }: ReadLayers) {
  const cuts = new Map(lists.map(({ number, index }) => [number, index.facts.cut]));
  return layers.flatMap((layer) => {
    const reason = isForeign(layer) ? "foreign" : cuts.get(layer.number);
    const { number, descriptor } = layer;
    return reason === undefined ? [] : [{ side, layer: number, digest: descriptor.digest, reason }];
  });
}

/** `2 new, 1 gone, 3 changed: +12.3 MB, −4.0 MB`. */
export function totalsText(totals: FileTotals): string {
  const counts = formatCounts(totals);
  return counts === "" ? "no change" : `${counts}: ${formatSums(totals) || "as large as before"}`;
}

/** What is the same in both, in words. */
export function sameText({ same, rewritten: { count, bytes }, unsure }: TreeComparison): string {
  const again =
    count === 0 ? "" : `; ${formatCount(count, "file")} (${formatSize(bytes)}) written again as before`;
  const guessed = unsure === 0 ? "" : `; of ${unsure} only size and time were compared`;
  return `${formatCount(same, "path")}${again}${guessed}`;
}

/** Prints what each path did, then the directories near the root with what is below them. */
export function printFileChanges({ changes, directories }: TreeComparison, stdout: Sink): void {
  const near = directories.filter(({ path }) => path !== "/" && path.split("/").length <= 3);
  for (const [head, rows, right] of [
    [["CHANGE", "SIZE", "FILE", ""], changes.map(changeLine), new Set([1])],
    [["NEW", "GONE", "CHANGED", "SIZE", "DIRECTORY"], near.map(directoryLine), new Set([0, 1, 2])],
  ] as const) {
    if (rows.length === 0) continue;
    stdout.write("\n");
    printColumns(stdout, [head, ...rows], right);
  }
}

const words = { added: "new", removed: "gone", changed: "changed" } as const;

function changeLine(change: FileChange): readonly string[] {
  const { path, mark, old, now } = change;
  const sizes = new Set([old, now].flatMap((node) => (node === undefined ? [] : [sizeOf(node)])));
  const size = [...sizes].map((text) => (sizes.size > 1 && text === "" ? "–" : text)).join(" → ");
  return [words[mark], size, path, formatAspects(change)];
}

function sizeOf(node: FileNode): string {
  return typeOf(node, entryOf(node)) === "file" ? formatSize(node.inode?.size) : "";
}

function directoryLine({ path, ...totals }: FileTotals & { readonly path: string }): readonly string[] {
  const { added, removed, changed } = totals;
  return [String(added), String(removed), String(changed), formatSums(totals), path];
}
