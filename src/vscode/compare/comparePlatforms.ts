/** The platforms of two images in words. Sanitised; knows no VS Code. */
import type { Comparison } from "../../core/image/compare.ts";
import type { ImageModel, PlatformChoice } from "../../core/image/model.ts";
import { isShared, type PlatformChange } from "../../core/image/platformChanges.ts";
import type { Platform } from "../../core/oci/model.ts";
import { formatPlatform } from "../../core/oci/platform.ts";
import { sanitize } from "../../core/text.ts";
import type { DetailsPlatform } from "../../protocol/shown.ts";

/** The names that are written out; others are counted. */
const mostNames = 4;
/** The platforms to choose from. */
const mostChoices = 1000;

/** `index of linux/amd64, linux/arm64/v8, +5`, `image for linux/amd64`; short where it is as in the image `before`. */
export function contentsOf(image: ImageModel, before: ImageModel | undefined): string {
  if (image.role !== "image" && image.index === undefined) return "no image to run";
  const names = namesOf(image.platforms);
  const isSame = before?.index !== undefined && namesOf(before.platforms).join() === names.join();
  if (image.index !== undefined && isSame && names.length > 1) return "index of the same platforms";
  const shown = [...names.slice(0, 2), ...(names.length > 2 ? [`+${names.length - 2}`] : [])].join(", ");
  return image.index === undefined ? `image for ${shown}` : `index of ${shown || "no platforms"}`;
}

function namesOf(platforms: readonly PlatformChoice[]): readonly string[] {
  return platforms.map(({ platform }) => nameOf(platform));
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
