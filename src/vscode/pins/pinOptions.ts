/** How the user wants pins to be. Pure; knows no VS Code. */
import type { Platform } from "../../core/oci/model.ts";
import { parsePlatform } from "../../core/oci/platform.ts";
import type { Question } from "../../core/pinning/question.ts";

/** What is done to references: those without a digest get one, or pins get the one that their tag names now. */
export type PinChange = "pin" | "update";

/** What a pin names of an index: the index, or its image for the platform in use. */
export type PinTarget = "index" | "platform";

export type PinOptions = {
  readonly target: PinTarget;
  /** The platforms in use; what changes for none of them is no update. Empty: every change counts. */
  readonly platforms: readonly Platform[];
  /** Days that an image must be old before a pin is updated to it. */
  readonly cooldownDays: number;
};

/** The platforms that count where a reference stands: that of its place, else those of the settings. */
export function platformsInUse({ platform }: Question, { platforms }: PinOptions): readonly Platform[] {
  const own = platform === undefined ? undefined : parsePlatform(platform);
  return own === undefined ? platforms : [own];
}
