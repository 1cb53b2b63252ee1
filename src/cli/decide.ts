/** What `pin` does with one reference. */
import { settle } from "../core/errors.ts";
import { explainKept } from "../core/explainPin.ts";
import { formatPlatform } from "../core/oci/platform.ts";
import type { Resolution } from "../core/pinning/plan.ts";
import { distributionResolver, remembering } from "../core/pinning/resolver.ts";
import { type Kept, type UpdateOptions, updateOf } from "../core/pinning/update.ts";
import { formatFamiliar, type Reference } from "../core/reference/reference.ts";
import { platformArgument } from "./arguments.ts";
import { digestForPin, problemWith } from "./ask.ts";
import { type Arguments, quoted, UsageError, type World } from "./command.ts";

/** Why a reference stays as it is: there is nothing to do, something speaks against it, or it could not be done. */
export type Stay =
  | { readonly kind: "current" }
  | { readonly kind: "kept" | "failed"; readonly sentence: string };

/** Finds the digest that a reference is to have. */
export type Decide = (reference: Reference) => Promise<Resolution<Stay>>;

/** Pins to what the tag names now. */
export function decidePin(world: World): Decide {
  return async (reference) => {
    const answer = await settle(digestForPin(world, reference));
    return "value" in answer ? { digest: answer.value } : failed(problemWith(reference, answer.failure));
  };
}

/** Updates a pin to what its tag names now. */
export function decideUpdate(world: World, options: UpdateOptions): Decide {
  const resolver = remembering(distributionResolver(world.distribution, world.signal));
  return async (reference) => {
    const answer = await settle(updateOf(resolver, reference, options));
    if ("failure" in answer) return failed(problemWith(reference, answer.failure));
    const { value } = answer;
    return value.kind === "update" ? { digest: value.digest } : { problem: stayFor(value, reference) };
  };
}

/** Reads the options of `--update`. */
export function updateOptions({ values, lists }: Arguments, now: number = Date.now()): UpdateOptions {
  const days = values.get("cooldown");
  const platforms = (lists.get("platform") ?? []).map(platformArgument);
  if (days === undefined) return { platforms };
  if (!/^\d+(?:\.\d+)?$/.test(days))
    throw new UsageError(`--cooldown takes a number of days, not ${quoted(days)}.`);
  return { platforms, coolDown: { least: Number(days) * 24 * 60 * 60 * 1000, now } };
}

function stayFor(kept: Kept, reference: Reference): Stay {
  if (kept.kind === "current" || kept.kind === "noTag") return { kind: "current" };
  const { digest, ...tagged } = reference;
  const name = formatFamiliar(tagged);
  if (kept.kind !== "platformGone") return { kind: "kept", sentence: explainKept({ ...kept, name }) };
  const platform = kept.platform && formatPlatform(kept.platform);
  return { kind: "failed", sentence: explainKept({ kind: kept.kind, name, platform }) };
}

function failed(sentence: string): { readonly problem: Stay } {
  return { problem: { kind: "failed", sentence } };
}
