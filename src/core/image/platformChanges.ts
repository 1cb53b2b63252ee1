import type { Descriptor, Platform } from "../oci/model.ts";
import { distance } from "../oci/platform.ts";
import type { PlatformChoice } from "./model.ts";

/** One platform of two images: its image in each. With one of them it was removed or added, with equal ones it did not change. */
export type PlatformChange = {
  readonly platform: Platform | undefined;
  readonly old: Descriptor | undefined;
  readonly now: Descriptor | undefined;
};

/** A platform that both have. */
export type SharedPlatform = PlatformChange & { readonly old: Descriptor; readonly now: Descriptor };

/**
 * The platforms of two images beside each other, in the order of the new one, what was removed last. Images are for the
 * same platform as Docker sees it: `arm64` and `arm64/v8` are, and so are revisions of one build of Windows.
 */
export function platformChanges(
  old: readonly PlatformChoice[],
  now: readonly PlatformChoice[],
): readonly PlatformChange[] {
  const left = new Set(old);
  const paired = now.map(({ platform, descriptor }): PlatformChange => {
    const partner =
      old.find((choice) => left.has(choice) && choice.descriptor.digest === descriptor.digest) ??
      old.find((choice) => left.has(choice) && isSame(choice.platform, platform));
    if (partner !== undefined) left.delete(partner);
    return { platform, old: partner?.descriptor, now: descriptor };
  });
  const removed = [...left].map(({ platform, descriptor }) => ({
    platform,
    old: descriptor,
    now: undefined,
  }));
  return [...paired, ...removed];
}

/** Whether both images have the platform. */
export function isShared(change: PlatformChange): change is SharedPlatform {
  return change.old !== undefined && change.now !== undefined;
}

function isSame(old: Platform | undefined, now: Platform | undefined): boolean {
  return old !== undefined && now !== undefined && distance(old, now) === 0;
}
