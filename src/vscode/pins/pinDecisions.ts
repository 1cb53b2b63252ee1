/** What references are to become: the digest to write, or why one stays as it is. Pure; knows no VS Code. */
import { isFailure } from "../../core/errors.ts";
import { explainInOne } from "../../core/explain.ts";
import { explainKept, explainPin } from "../../core/explainPin.ts";
import { formatPlatform } from "../../core/oci/platform.ts";
import { pinToPlatform } from "../../core/pinning/choosePlatform.ts";
import { nameOf, type Question } from "../../core/pinning/question.ts";
import type { Resolver } from "../../core/pinning/resolver.ts";
import { type Kept, updateOf } from "../../core/pinning/update.ts";
import type { Digest } from "../../core/reference/digest.ts";
import { effectiveTag, formatWithinRegistry, type Reference } from "../../core/reference/reference.ts";
import { sanitize } from "../../core/text.ts";
import { type PinChange, type PinOptions, platformsInUse } from "./pinOptions.ts";

/** `digest` is verified: it may be written. The sentences are sanitised. */
export type Decision =
  | { readonly kind: "write"; readonly digest: Digest }
  /** There is nothing to do. */
  | { readonly kind: "current"; readonly sentence: string }
  /** Something speaks against it. */
  | { readonly kind: "kept"; readonly sentence: string }
  /** The registry could not say. `failure` is one of errors.ts. */
  | { readonly kind: "failed"; readonly sentence: string; readonly failure: unknown };

const day = 24 * 60 * 60 * 1000;

/** Decides. What a registry refuses is a decision, too; rejects only with the signal's reason. */
export async function decide(
  change: PinChange,
  resolver: Resolver,
  question: Question,
  options: PinOptions,
  now: number,
): Promise<Decision> {
  try {
    return await (change === "pin"
      ? decidePin(resolver, question, options)
      : decideUpdate(resolver, question, options, now));
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    const sentence = explainInOne(failure, formatWithinRegistry(question.reference));
    return { kind: "failed", sentence, failure };
  }
}

async function decidePin(resolver: Resolver, question: Question, options: PinOptions): Promise<Decision> {
  const { reference } = question;
  const { repository } = reference;
  const tag = effectiveTag(reference) ?? "latest";
  const { digest } = await resolver.resolve(repository, tag);
  const { document } = await resolver.manifest(repository, digest);
  if (options.target === "index" || document.kind !== "index") return { kind: "write", digest };
  const [platform] = platformsInUse(question, options);
  const name = nameOf(reference);
  if (platform === undefined)
    return {
      kind: "kept",
      sentence: `${sanitize(name, 300)} has images for several platforms. Name those in use in the setting mooring.pin.platforms.`,
    };
  const pin = await pinToPlatform(resolver, { repository, tag }, platform);
  if (pin.ok) return { kind: "write", digest: pin.digest };
  const platforms = (pin.platforms ?? []).map(formatPlatform);
  const wanted = formatPlatform(platform);
  return {
    kind: "kept",
    sentence: explainPin({ code: "platform-missing", name, platform: wanted, platforms }),
  };
}

async function decideUpdate(
  resolver: Resolver,
  question: Question,
  options: PinOptions,
  now: number,
): Promise<Decision> {
  const { reference } = question;
  const { cooldownDays } = options;
  const update = await updateOf(resolver, reference, {
    platforms: platformsInUse(question, options),
    ...(cooldownDays > 0 && { coolDown: { least: cooldownDays * day, now } }),
  });
  if (update.kind === "update") return { kind: "write", digest: update.digest };
  return { kind: update.kind === "current" ? "current" : "kept", sentence: keptText(update, reference) };
}

/** Why a pin stays, as one line. */
export function keptText(kept: Kept, reference: Reference): string {
  const name = nameOf(reference);
  if (kept.kind !== "platformGone") return explainKept({ ...kept, name });
  return explainKept({ kind: kept.kind, name, platform: kept.platform && formatPlatform(kept.platform) });
}
