/** Layers and steps of two images as pictures and rows. Sanitised; knows no VS Code. */
import { formatCount, formatSize } from "../../core/format.ts";
import { readInstruction } from "../../core/image/instruction.ts";
import type { Step } from "../../core/image/model.ts";
import { hasLayer, type LayerStep, type StepChange } from "../../core/image/stepChanges.ts";
import { sanitize } from "../../core/text.ts";
import type { CompareBar, CompareSegment, CompareStep } from "../../protocol/compare.ts";

/** The most rows, and the most segments of one picture. */
const most = 1000;

/** The layers of both sides, each as wide as its share of the larger side; none when no size is known. */
export function barsOf(
  changes: readonly StepChange[],
  titles: readonly [string, string],
): readonly CompareBar[] {
  const old = segments(changes.flatMap(beforeOf));
  const now = segments(changes.flatMap(afterOf));
  const total = Math.max(bytesOf(old), bytesOf(now));
  if (total === 0) return [];
  return [old, now].map((layers, at) => ({
    title: titles[at] ?? "",
    text: `${titles[at]}: ${textOf(layers)}`,
    segments: layers.slice(0, most).map(({ mark, step, bytes }) => ({
      mark,
      share: bytes / total,
      text: [nameOf(step), formatSize(bytes), words[mark]].filter(Boolean).join(", "),
    })),
  }));
}

type Segment = { readonly mark: CompareSegment["mark"]; readonly step: LayerStep; readonly bytes: number };

const words = { kept: "kept", moved: "kept, at another place", removed: "gone", added: "new" } as const;

function beforeOf(change: StepChange): readonly Omit<Segment, "bytes">[] {
  if (change.kind === "added" || !hasLayer(change.old)) return [];
  return [{ mark: change.kind === "rebuilt" ? "removed" : change.kind, step: change.old }];
}

function afterOf(change: StepChange): readonly Omit<Segment, "bytes">[] {
  if (change.kind === "removed" || !hasLayer(change.now)) return [];
  return [{ mark: change.kind === "rebuilt" ? "added" : change.kind, step: change.now }];
}

/** With the bytes that each is pulled for: a layer that stands twice counts once. */
function segments(layers: readonly Omit<Segment, "bytes">[]): readonly Segment[] {
  const seen = new Set<string>();
  return layers.flatMap(({ mark, step }) => {
    const { digest, size } = step.layer.descriptor;
    if (size === undefined || size === 0 || seen.has(digest)) return [];
    seen.add(digest);
    return [{ mark, step, bytes: size }];
  });
}

function bytesOf(layers: readonly Segment[]): number {
  return layers.reduce((sum, { bytes }) => sum + bytes, 0);
}

function textOf(layers: readonly Segment[]): string {
  const parts = (["kept", "moved", "removed", "added"] as const).flatMap((mark) => {
    const own = layers.filter((layer) => layer.mark === mark);
    return own.length === 0
      ? []
      : [`${formatCount(own.length, "layer")} ${words[mark]} (${formatSize(bytesOf(own))})`];
  });
  return parts.join(", ") || "no layers";
}

function nameOf({ createdBy, layer }: LayerStep): string {
  const { keyword, rest } = readInstruction(createdBy ?? "");
  return sanitize(`Layer ${layer.number} ${keyword} ${rest}`, 80);
}

/** The steps that differ, each a row; a run of steps that do not is one. */
export function stepRows(changes: readonly StepChange[]): readonly CompareStep[] {
  const rows: CompareStep[] = [];
  let run: Step[] = [];
  const endRun = () => {
    if (run.length > 0) rows.push(unchanged(run));
    run = [];
  };
  for (const change of changes)
    if (change.kind === "kept") run.push(change.now);
    else {
      endRun();
      rows.push(row(change));
    }
  endRun();
  return rows.slice(0, most);
}

function unchanged(steps: readonly Step[]): CompareStep {
  const layers = steps.filter(hasLayer);
  const others = steps.length - layers.length;
  const counted = [
    ...(layers.length > 0 ? [formatCount(layers.length, "layer")] : []),
    ...(others > 0 ? [formatCount(others, "step")] : []),
  ].join(" and ");
  const sizes = layers.map(({ layer }) => layer.descriptor.size);
  const total = sizes.reduce(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
  const size = layers.length === 0 ? "–" : formatSize(total);
  const without = others > 0 && layers.length === 0 ? " without a layer" : "";
  return { mark: "kept", instruction: "", summary: `${counted}${without} unchanged`, old: size, now: size };
}

function row(change: Exclude<StepChange, { readonly kind: "kept" }>): CompareStep {
  switch (change.kind) {
    case "added":
      return { mark: "added", ...command(change.now), now: sizeOf(change.now) };
    case "removed":
      return { mark: "removed", ...command(change.old), old: sizeOf(change.old) };
    case "moved":
    case "rebuilt":
      return {
        mark: change.kind === "moved" ? "moved" : "changed",
        ...command(change.now),
        old: sizeOf(change.old),
        now: sizeOf(change.now),
      };
  }
}

function command({ createdBy, layer }: Step): { readonly instruction: string; readonly summary: string } {
  const { keyword, rest } = readInstruction(createdBy ?? "");
  // Of the hash that stands for what was copied, the beginning will do.
  const words = rest.replace(/\b((?:file|dir|multi):[0-9a-f]{8})[0-9a-f]{56}\b/g, "$1…");
  const unknown = layer === undefined ? "" : `layer ${layer.number}, without a history`;
  return {
    instruction: sanitize(keyword, 40),
    summary: sanitize(words, 300) || (keyword === "" ? unknown : ""),
  };
}

function sizeOf({ layer }: Step): string {
  return formatSize(layer?.descriptor.size);
}
