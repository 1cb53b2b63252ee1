/** The section of files of what changed: words and figures, sanitised. Pure; knows no VS Code. */
import { explain } from "../../core/explain.ts";
import { explainCut } from "../../core/explainFiles.ts";
import { formatSums } from "../../core/files/formatChange.ts";
import { standardLimits } from "../../core/files/limits.ts";
import { bytesOf, isForeign, type PlacedLayer } from "../../core/files/listLayers.ts";
import { formatCount, formatSize } from "../../core/format.ts";
import { layersOf } from "../../core/image/steps.ts";
import type { CompareFiles, CompareFilesView } from "../../protocol/compareFiles.ts";
import { markText, mostChanges } from "./compareFileRows.ts";
import type { ComparedFiles, FileComparisonState, ReadImage } from "./fileComparison.ts";

/** The section; `titles` are what the sides are called. */
export function compareFilesOf(state: FileComparisonState, titles: readonly [string, string]): CompareFiles {
  switch (state.kind) {
    case "unread":
      return { kind: "unread", text: costText(state) };
    case "reading": {
      const { done, total } = state;
      if (done === 0) return { kind: "reading", text: "Reading" };
      if (total === undefined) return { kind: "reading", text: `${formatSize(done)} read` };
      const share = Math.min(1, done / total);
      return { kind: "reading", text: `${formatSize(done)} of ${formatSize(total)}`, share };
    }
    case "comparing":
      return { kind: "reading", text: "Comparing" };
    case "failed": {
      const { problem, next } = explain(state.failure);
      return { kind: "failed", problem, next };
    }
    case "read":
      return { kind: "read", view: viewOf(state.key, state.files, titles) };
  }
}

function costText({ all, missing }: Extract<FileComparisonState, { readonly kind: "unread" }>): string {
  if (missing === undefined) return "";
  if (missing.length === 0) return "Asks nobody: the layers of both were read before.";
  const hosts = [...Map.groupBy(missing, ({ repository }) => repository.registry)];
  const costs = hosts.map(([host, layers]) => `${sizeText(layers)} from ${host}`);
  const layers =
    missing.length === all.length
      ? formatCount(all.length, "layer")
      : `${missing.length} of ${formatCount(all.length, "layer")}; the others were read before`;
  return `Reads ${costs.join(" and ")}, once: ${layers}.`;
}

function sizeText(layers: readonly PlacedLayer[]): string {
  const bytes = bytesOf(layers.map(({ layer }) => layer));
  return bytes === undefined ? "an unknown number of bytes" : formatSize(bytes);
}

function viewOf(key: string, files: ComparedFiles, titles: readonly [string, string]): CompareFilesView {
  const { totals, marks, rows } = files;
  return {
    key,
    text:
      rows.length === 0
        ? "No file differs: both have the same files with the same content."
        : formatSums(totals) || "The files are as large as before.",
    kinds: marks.map(markText),
    notes: notesOf(files, titles),
  };
}

function notesOf(
  { same, rewritten, unsure, isCut, old, now }: ComparedFiles,
  titles: readonly [string, string],
): readonly string[] {
  const again = `${formatCount(rewritten.count, "file")} of them, ${formatSize(rewritten.bytes)}, came again as before in another layer`;
  return [
    `${formatCount(same, "path")} did not change${rewritten.count === 0 ? "" : `; ${again}`}. Type, content, mode and owner are compared; times and extended attributes are not.`,
    ...(isCut
      ? [`There are more: the ${mostChanges.toLocaleString("en")} that grew or shrank most are shown.`]
      : []),
    ...(unsure === 0
      ? []
      : [`The content of ${formatCount(unsure, "file")} was not read; size and time are the same in both.`]),
    ...incomplete(old, titles[0]),
    ...incomplete(now, titles[1]),
  ];
}

/** Layers of which not everything could be compared. */
function incomplete({ image, lists }: ReadImage, title: string): readonly string[] {
  const foreign = layersOf(image).filter(isForeign);
  return [
    ...foreign.map(
      ({ number }) =>
        `${title}: layer ${number} is not kept in the registry, and its files are not compared.`,
    ),
    ...lists.flatMap(({ number, index: { facts } }) =>
      facts.cut === undefined
        ? []
        : [`${title}: layer ${number} ${explainCut({ cut: facts.cut, limits: standardLimits })}`],
    ),
  ];
}
