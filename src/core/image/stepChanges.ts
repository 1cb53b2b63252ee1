import { commonSequence, type Pair } from "./commonSequence.ts";
import type { Layer, Step } from "./model.ts";

/** A step with the layer that it made. */
export type LayerStep = Step & { readonly layer: Layer };

/** What became of one step of an image's making. */
export type StepChange =
  /** The same layer in the same order, or the same line without one. */
  | { readonly kind: "kept"; readonly old: Step; readonly now: Step }
  /** The same layer at another place among the others. */
  | { readonly kind: "moved"; readonly old: LayerStep; readonly now: LayerStep }
  /** The same command made another layer. */
  | { readonly kind: "rebuilt"; readonly old: LayerStep; readonly now: LayerStep }
  | { readonly kind: "removed"; readonly old: Step }
  | { readonly kind: "added"; readonly now: Step };

/**
 * What became of each step, from the lowest up: layers are the same by their digest, and between those that are, lines
 * of the history by their command. What is gone comes before what came in its place.
 */
export function stepChanges(old: readonly Step[], now: readonly Step[]): readonly StepChange[] {
  const kept = commonLayers(old, now);
  const ends: readonly Pair[] = [...kept, [old.length, now.length]];
  let [from, to]: Pair = [0, 0];
  const changes: StepChange[] = [];
  for (const [oldEnd, nowEnd] of ends) {
    changes.push(...between(old.slice(from, oldEnd), now.slice(to, nowEnd)));
    const [before, after] = [old[oldEnd], now[nowEnd]];
    if (before !== undefined && after !== undefined) changes.push({ kind: "kept", old: before, now: after });
    [from, to] = [oldEnd + 1, nowEnd + 1];
  }
  return joinMoved(changes);
}

function commonLayers(old: readonly Step[], now: readonly Step[]): readonly Pair[] {
  const places = (steps: readonly Step[]) =>
    steps.flatMap(({ layer }, at) => (layer === undefined ? [] : [{ at, key: layer.descriptor.digest }]));
  const [before, after] = [places(old), places(now)];
  return commonSequence(
    before.map(({ key }) => key),
    after.map(({ key }) => key),
  ).map(([a, b]) => [before[a]?.at ?? 0, after[b]?.at ?? 0]);
}

/** Steps between two layers that both images have: none of their layers is in both at this place. */
function between(old: readonly Step[], now: readonly Step[]): readonly StepChange[] {
  const keys = (steps: readonly Step[]) => steps.map(keyOf);
  const changes: StepChange[] = [];
  let [from, to]: Pair = [0, 0];
  const ends: readonly Pair[] = [...commonSequence(keys(old), keys(now)), [old.length, now.length]];
  for (const [oldEnd, nowEnd] of ends) {
    for (const step of old.slice(from, oldEnd)) changes.push({ kind: "removed", old: step });
    for (const step of now.slice(to, nowEnd)) changes.push({ kind: "added", now: step });
    const [before, after] = [old[oldEnd], now[nowEnd]];
    if (before !== undefined && after !== undefined)
      changes.push(
        hasLayer(before) && hasLayer(after)
          ? { kind: "rebuilt", old: before, now: after }
          : { kind: "kept", old: before, now: after },
      );
    [from, to] = [oldEnd + 1, nowEnd + 1];
  }
  return changes;
}

/**
 * What makes two lines the same command. One that made a layer is not one that made none, even when it reads the same.
 * The classic builder and buildah write the hash of what they copied (`COPY file:HASH in /app`), which is not the command.
 */
function keyOf({ createdBy, layer }: Step): string | undefined {
  const command = createdBy?.replace(/\b(file|dir|multi):[0-9a-f]{64}\b/g, "$1");
  return command && `${layer === undefined ? "line" : "layer"} ${command}`;
}

/** A layer that went at one place and came at another has moved. */
function joinMoved(changes: readonly StepChange[]): readonly StepChange[] {
  const gone = new Map<string, LayerStep[]>();
  for (const change of changes)
    if (change.kind === "removed" && hasLayer(change.old)) {
      const { digest } = change.old.layer.descriptor;
      gone.set(digest, [...(gone.get(digest) ?? []), change.old]);
    }
  const found = new Set<Step>();
  const joined = changes.map((change): StepChange => {
    if (change.kind !== "added" || !hasLayer(change.now)) return change;
    const old = gone.get(change.now.layer.descriptor.digest)?.shift();
    if (old === undefined) return change;
    found.add(old);
    return { kind: "moved", old, now: change.now };
  });
  return joined.filter((change) => change.kind !== "removed" || !found.has(change.old));
}

/** Whether a step made a layer. */
export function hasLayer(step: Step): step is LayerStep {
  return step.layer !== undefined;
}
