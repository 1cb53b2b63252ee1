/** What `compare --json` prints: sizes in bytes, times in ISO 8601; what is not known is absent. */
import type { Comparison } from "../core/image/compare.ts";
import type { ConfigChange } from "../core/image/configChanges.ts";
import type { ImageModel, Step } from "../core/image/model.ts";
import type { PlatformChange } from "../core/image/platformChanges.ts";
import { hasLayer, type StepChange } from "../core/image/stepChanges.ts";
import { distance, formatPlatform } from "../core/oci/platform.ts";
import { type ComparedFiles, filesJson } from "./fileChanges.ts";
import type { Pair } from "./readPair.ts";

/** Two images, what they were called, and what differs. */
export type Compared = Pair & {
  readonly names: readonly [old: string, now: string];
  readonly comparison: Comparison;
  /** When they were asked for, and the images are not the very same. */
  readonly files?: ComparedFiles;
};

/** The whole of it. */
export function comparisonJson({ names, old, now, comparison, files }: Compared) {
  const [oldName, nowName] = names;
  const { platforms, steps, config, source, pull } = comparison;
  return {
    old: sideJson(oldName, old),
    new: sideJson(nowName, now),
    platform: commonPlatform(old, now),
    size: { old: old.size, new: now.size, moved: pull },
    layers: steps.flatMap(layersJson),
    config: config.filter(({ field }) => field !== "label").map(configJson),
    labels: config.filter(({ field }) => field === "label").map(labelJson),
    platforms: platforms.map(platformJson),
    source: source && { old: source.old, new: source.now, url: source.url },
    files: files && filesJson(files),
  };
}

/** The platform that both images are for; undefined when they are for different ones, or do not say. */
export function commonPlatform(old: ImageModel, now: ImageModel): string | undefined {
  if (old.platform === undefined || now.platform === undefined) return undefined;
  return distance(old.platform, now.platform) === 0 ? formatPlatform(now.platform) : undefined;
}

/** What became of an entry that is in one of two images, or in both. */
export function changeOf(old: unknown, now: unknown): "added" | "removed" | "changed" {
  if (old === undefined) return "added";
  return now === undefined ? "removed" : "changed";
}

/** What became of a platform. */
export function platformChangeOf({ old, now }: PlatformChange) {
  return old?.digest === now?.digest ? "unchanged" : changeOf(old, now);
}

/** Whether a field of the configuration has entries that are nothing but a name. */
export function isBare({ field }: ConfigChange): boolean {
  return field === "exposedPort" || field === "volume";
}

function sideJson(reference: string, { descriptor, manifest, platform, config }: ImageModel) {
  const created = config?.created;
  return {
    reference,
    digest: descriptor.digest,
    mediaType: descriptor.mediaType,
    image: manifest.digest,
    platform: platform && formatPlatform(platform),
    created: created === undefined ? undefined : new Date(created).toISOString(),
  };
}

function layersJson(change: StepChange) {
  switch (change.kind) {
    case "kept":
    case "moved":
      return layerJson(change.kind, change.now);
    case "rebuilt":
      return [...layerJson("removed", change.old), ...layerJson("added", change.now)];
    case "removed":
      return layerJson("removed", change.old);
    case "added":
      return layerJson("added", change.now);
  }
}

function layerJson(change: "kept" | "moved" | "removed" | "added", step: Step) {
  if (!hasLayer(step)) return [];
  const { digest, size } = step.layer.descriptor;
  return [{ change, digest, size, createdBy: step.createdBy }];
}

function configJson(entry: ConfigChange) {
  const { field, name = field, old, now } = entry;
  const values = isBare(entry) ? {} : { old, new: now };
  return { field, name, change: changeOf(old, now), ...values };
}

function labelJson({ name = "", old, now }: ConfigChange) {
  return { name, change: changeOf(old, now), old, new: now };
}

function platformJson(change: PlatformChange) {
  const { platform, old, now } = change;
  return {
    platform: platform && formatPlatform(platform),
    change: platformChangeOf(change),
    old: old?.digest,
    new: now?.digest,
  };
}
