/** What differs between two images. */
import { type ConfigChange, configChanges } from "./configChanges.ts";
import type { ImageModel } from "./model.ts";
import { type PlatformChange, platformChanges } from "./platformChanges.ts";
import { type SourceRange, sourceRange } from "./sourceRange.ts";
import { hasLayer, type StepChange, stepChanges } from "./stepChanges.ts";
import { layersOf } from "./steps.ts";

export type Comparison = {
  /** Whether the images shown are the very same: those of this platform, whatever the indexes hold beside them. */
  readonly isSame: boolean;
  readonly platforms: readonly PlatformChange[];
  /** Compressed bytes, negative when the new image is smaller; undefined when a size is unknown. */
  readonly growth: number | undefined;
  /** Compressed bytes that a pull of the new image moves when the old one is there; undefined when a size is unknown. */
  readonly pull: number | undefined;
  readonly steps: readonly StepChange[];
  readonly layers: LayerCounts;
  readonly config: readonly ConfigChange[];
  readonly source: SourceRange | undefined;
};

/** How many layers became what. A rebuilt one is a removed and an added one; what moved is kept. */
export type LayerCounts = {
  readonly kept: number;
  readonly added: number;
  readonly removed: number;
  /** The lowest layers up to the first that differs. */
  readonly base: number;
};

/** Compares two images, each for the platform that its model shows. */
export function compareImages(old: ImageModel, now: ImageModel): Comparison {
  const isSame = old.manifest.digest === now.manifest.digest;
  const steps = stepChanges(old.steps, now.steps);
  return {
    isSame,
    platforms: platformChanges(old.platforms, now.platforms),
    growth: old.size === undefined || now.size === undefined ? undefined : now.size - old.size,
    pull: isSame ? 0 : pullOf(old, now),
    steps,
    layers: countLayers(old, now, steps),
    config: old.config === undefined || now.config === undefined ? [] : configChanges(old.config, now.config),
    source: sourceRange(old, now),
  };
}

/** All that the new image moves, but for the layers that the old one has, too. */
function pullOf(old: ImageModel, now: ImageModel): number | undefined {
  const there = new Set(layersOf(old).map(({ descriptor }) => descriptor.digest));
  const sizes = new Map(layersOf(now).map(({ descriptor: { digest, size } }) => [digest, size]));
  let pull = now.size;
  for (const [digest, size] of sizes)
    if (there.has(digest)) pull = pull === undefined || size === undefined ? undefined : pull - size;
  return pull;
}

function countLayers(old: ImageModel, now: ImageModel, steps: readonly StepChange[]): LayerCounts {
  const kept = steps.filter(
    (change) => change.kind === "moved" || (change.kind === "kept" && hasLayer(change.now)),
  ).length;
  const [before, after] = [layersOf(old), layersOf(now)];
  const differs = after.findIndex(
    ({ descriptor }, at) => descriptor.digest !== before[at]?.descriptor.digest,
  );
  return {
    kept,
    added: after.length - kept,
    removed: before.length - kept,
    base: differs === -1 ? after.length : differs,
  };
}
