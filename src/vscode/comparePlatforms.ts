/** The platforms of two images in words. Sanitised; knows no VS Code. */
import type { Comparison } from "../core/image/compare.ts";
import type { PlatformChoice } from "../core/image/model.ts";
import { isShared, type PlatformChange } from "../core/image/platformChanges.ts";
import type { Platform } from "../core/oci/model.ts";
import { formatPlatform } from "../core/oci/platform.ts";
import { sanitize } from "../core/text.ts";
import type { DetailsPlatform } from "../protocol.ts";

/** The names that are written out; others are counted. */
const mostNames = 4;
/** The platforms to choose from. */
const mostChoices = 1000;

/** `linux/amd64, linux/arm64/v8, +5`, or that they are those of the image before. */
export function platformsText(
  platforms: readonly PlatformChoice[],
  before: readonly PlatformChoice[] | undefined,
): string {
  const names = platforms.map(({ platform }) => nameOf(platform));
  const isSame = before?.map(({ platform }) => nameOf(platform)).join() === names.join();
  if (isSame && names.length > 1) return "same platforms";
  return [...names.slice(0, 2), ...(names.length > 2 ? [`+${names.length - 2}`] : [])].join(", ");
}

/** The platforms that both have; of the image that is shown, by the new digest, the one is selected. */
export function sharedPlatforms(
  { platforms }: Comparison,
  shown: string | undefined,
): readonly DetailsPlatform[] {
  return platforms
    .filter(isShared)
    .slice(0, mostChoices)
    .map(({ platform, now, old }) => ({
      digest: now.digest,
      label: `${nameOf(platform)}${old.digest === now.digest ? ", did not change" : ""}`,
      selected: now.digest === shown,
    }));
}

/** Which platforms came, went, or did not change, a sentence each. */
export function platformNotes(platforms: readonly PlatformChange[]): readonly string[] {
  const shared = platforms.filter(isShared);
  const unchanged = shared.filter(({ old, now }) => old.digest === now.digest);
  const added = platforms.filter(({ old }) => old === undefined);
  const removed = platforms.filter(({ now }) => now === undefined);
  const isAll = unchanged.length === shared.length;
  return [
    ...(added.length === 0 ? [] : [`New: ${listed(added)}.`]),
    ...(removed.length === 0 ? [] : [`Gone: ${listed(removed)}.`]),
    ...(unchanged.length === 0 || (isAll && unchanged.length === 1)
      ? []
      : [`${listed(unchanged)} did not change.`]),
  ];
}

function listed(platforms: readonly PlatformChange[]): string {
  const names = platforms.slice(0, mostNames).map(({ platform }) => nameOf(platform));
  const more = platforms.length - names.length;
  if (more > 0) return `${names.join(", ")} and ${more} more`;
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function nameOf(platform: Platform | undefined): string {
  return platform === undefined ? "unknown platform" : sanitize(formatPlatform(platform), 60);
}
