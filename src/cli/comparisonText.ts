/** How two images are printed beside each other, for people. */
import { formatDate, formatDifference, formatSize } from "../core/format.ts";
import { type ConfigChange, fieldNames } from "../core/image/configChanges.ts";
import type { ImageModel, Step } from "../core/image/model.ts";
import { isShared, type PlatformChange } from "../core/image/platformChanges.ts";
import type { SourceRange } from "../core/image/sourceRange.ts";
import { hasLayer, type StepChange } from "../core/image/stepChanges.ts";
import { formatPlatform } from "../core/oci/platform.ts";
import { shortDigest } from "../core/reference/digest.ts";
import { sanitize } from "../core/text.ts";
import type { Sink } from "./command.ts";
import { type Compared, commonPlatform, isBare, platformChangeOf } from "./comparisonJson.ts";
import { printFileChanges, sameText as sameFilesText, totalsText } from "./fileChanges.ts";
import { printColumns } from "./output.ts";

type Rows = readonly (readonly string[])[];

/** The most of one value that is printed. */
const longest = 1000;

/** Prints the figures, then what differs in platforms, layers, configuration and labels. */
export function printComparison(compared: Compared, stdout: Sink): void {
  const { old, now, comparison } = compared;
  printColumns(stdout, factsOf(compared));
  const isSame = old.descriptor.digest === now.descriptor.digest;
  if (isSame || comparison.isSame) stdout.write(`\n${sameText(isSame, now)}\n`);
  if (isSame) return;
  const { platforms, steps, config } = comparison;
  const hasIndex = old.index !== undefined || now.index !== undefined || !platforms.every(isShared);
  printTable(stdout, ["PLATFORM", "CHANGE", "OLD", "NEW"], hasIndex ? platforms.map(platformLine) : []);
  if (comparison.isSame) return;
  printTable(stdout, ["CHANGE", "SIZE", "LAYER", "COMMAND"], steps.flatMap(layerLines), new Set([1]));
  const [labels, own] = [true, false].map((isLabel) =>
    config.filter(({ field }) => (field === "label") === isLabel).flatMap(valueLines),
  );
  printTable(stdout, ["CONFIGURATION"], own ?? []);
  printTable(stdout, ["LABEL"], labels ?? []);
  if (compared.files !== undefined) printFileChanges(compared.files, stdout);
}

function printTable(stdout: Sink, head: readonly string[], rows: Rows, right?: ReadonlySet<number>): void {
  if (rows.length === 0) return;
  stdout.write("\n");
  printColumns(stdout, [head, ...rows], right);
}

function factsOf({ names, old, now, comparison, files }: Compared): Rows {
  const { growth, pull, layers, source, isSame } = comparison;
  const grown = growth === undefined ? "" : ` (${formatDifference(growth)})`;
  const created = [old, now].map(({ config }) => dateOf(config?.created)).join(" → ");
  return [
    ["Old", nameOf(old, names[0])],
    ["New", nameOf(now, names[1])],
    ["Platform", platformText(old, now)],
    ["Created", isSame ? dateOf(now.config?.created) : created],
    ["Size", isSame ? formatSize(now.size) : `${formatSize(old.size)} → ${formatSize(now.size)}${grown}`],
    ["Pull", `${formatSize(pull)} when the old image is there`],
    ["Layers", `${layers.kept} kept, ${layers.removed} gone, ${layers.added} new`],
    ...(source === undefined ? [] : [["Source", sourceText(source)]]),
    ...(files === undefined
      ? []
      : [
          ["Files", totalsText(files.totals)],
          ["Same", sameFilesText(files)],
        ]),
  ];
}

/** The digest and what it was called by, each once. */
function nameOf({ descriptor: { digest } }: ImageModel, name: string): string {
  return name.endsWith(digest) ? name : `${digest} ${name}`;
}

/** The day and, so that two builds of one day are told apart, the minute in UTC. */
function dateOf(created: number | undefined): string {
  if (created === undefined) return "–";
  return `${formatDate(created)} ${new Date(created).toISOString().slice(11, 16)} UTC`;
}

function platformText(old: ImageModel, now: ImageModel): string {
  return commonPlatform(old, now) ?? `${platformOf(old)} → ${platformOf(now)}`;
}

function platformOf({ platform }: Pick<ImageModel, "platform">): string {
  return platform === undefined ? "unknown" : formatPlatform(platform);
}

function sourceText({ old, now, url }: SourceRange): string {
  if (url !== undefined) return url;
  if (old.source !== now.source) return `${old.source} ${old.revision} → ${now.source} ${now.revision}`;
  const range = old.revision === now.revision ? "" : ` → ${now.revision}`;
  return `${old.source} ${old.revision}${range}`;
}

function sameText(isWhole: boolean, now: ImageModel): string {
  if (isWhole) return "Nothing differs: both name the very same digest.";
  return `Both name the very same image for ${sanitize(platformOf(now), 60)}.`;
}

function platformLine(change: PlatformChange): readonly string[] {
  const { platform, old, now } = change;
  const name = sanitize(platformOf({ platform }), 60);
  const digests = [old, now].map((descriptor) => (descriptor ? shortDigest(descriptor.digest) : ""));
  return [name, platformChangeOf(change), ...digests];
}

/** The layers of a step; what only changed the configuration shows there. */
function layerLines(change: StepChange): Rows {
  switch (change.kind) {
    case "kept":
    case "moved":
      return layerLine(change.kind, change.now);
    case "rebuilt":
      return [...layerLine("gone", change.old), ...layerLine("new", change.now)];
    case "removed":
      return layerLine("gone", change.old);
    case "added":
      return layerLine("new", change.now);
  }
}

function layerLine(word: string, step: Step): Rows {
  if (!hasLayer(step)) return [];
  const { digest, size } = step.layer.descriptor;
  return [[word, formatSize(size), shortDigest(digest), sanitize(step.createdBy ?? "", longest)]];
}

/** The old value below a minus, the new one below a plus. */
function valueLines(change: ConfigChange): Rows {
  const { field, name, old, now } = change;
  const title = field === "label" ? (name ?? "") : [fieldNames[field], name ?? ""].join(" ");
  const shown = (value: string) => (value === "" && !isBare(change) ? "(empty)" : sanitize(value, longest));
  const lines = [
    ...(old === undefined ? [] : [["-", shown(old)]]),
    ...(now === undefined ? [] : [["+", shown(now)]]),
  ];
  return lines.map((line, at) => [at === 0 ? sanitize(title, 100) : "", ...line]);
}
