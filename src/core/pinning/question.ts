/** What a registry is asked about one reference, and what its answer means. */
import { isFailure } from "../errors.ts";
import type { PinFacts } from "../explainPin.ts";
import { formatPlatform, parsePlatform } from "../oci/platform.ts";
import type { Digest } from "../reference/digest.ts";
import { formatFamiliar, formatReference, type Reference } from "../reference/reference.ts";
import { type PinState, pinStateOf } from "./pinState.ts";
import { platformsOf, serves } from "./platforms.ts";
import type { Resolver } from "./resolver.ts";

/** A reference, and the platform that its file asks for, as it is written there. */
export type Question = { readonly reference: Reference; readonly platform?: string };

/** What is to be said of a reference; nothing when all is well. */
export type Answer = {
  readonly facts: readonly PinFacts[];
  /** What the reference's tag names now, as the registry says; without a tag, its digest. */
  readonly digest?: Digest;
};

/** Tells questions apart. */
export function keyOfQuestion({ reference, platform }: Question): string {
  return `${formatReference(reference)} ${platform ?? ""}`;
}

/** Asks. What a registry does not have or will not say is an answer; rejects only with the signal's reason. */
export async function answerTo(resolver: Resolver, { reference, platform }: Question): Promise<Answer> {
  const state = await pinStateOf(resolver, reference);
  const facts = factsOfState(state, reference);
  const missing = await missingPlatform(resolver, reference, state, platform);
  const now = "now" in state ? state.now : undefined;
  return {
    facts: [...facts, ...(missing === undefined ? [] : [missing])],
    ...(now !== undefined && { digest: now.digest }),
  };
}

/** The reference without its digest; with it, when that is all that it has. As people write it. */
export function nameOf(reference: Reference): string {
  const { digest: _, ...tagged } = reference;
  return formatFamiliar(reference.tag === undefined && reference.digest !== undefined ? reference : tagged);
}

function factsOfState(state: PinState, reference: Reference): readonly PinFacts[] {
  const name = nameOf(reference);
  const written = formatFamiliar(reference);
  switch (state.kind) {
    case "unpinned":
    case "current":
      return [];
    case "moved":
      return [{ code: "moved", name, pinned: state.pinned, now: state.now.digest }];
    case "mismatch": {
      const { pinned, by } = state;
      return [{ code: "tag-digest-mismatch", name, tag: reference.tag ?? "", pinned, version: by.version }];
    }
    case "missing": {
      const kept = state.what === "tag" && reference.digest !== undefined;
      return [{ code: "missing", name, written, failure: state.failure, kept }];
    }
    case "unreachable":
      return [{ code: "unreachable", name, written, failure: state.failure }];
  }
}

/** Whether what would run is for the platform that the file asks for. A registry that does not tell is believed. */
async function missingPlatform(
  resolver: Resolver,
  reference: Reference,
  state: PinState,
  asked: string | undefined,
): Promise<PinFacts | undefined> {
  const wanted = asked === undefined ? undefined : parsePlatform(asked);
  if (wanted === undefined || state.kind === "missing" || state.kind === "unreachable") return undefined;
  try {
    const digest = reference.digest ?? state.now.digest;
    const platforms = await platformsOf(resolver, reference.repository, digest);
    if (platforms === undefined || serves(platforms, wanted)) return undefined;
    const name = nameOf(reference);
    const [platform, others] = [formatPlatform(wanted), platforms.map(formatPlatform)];
    return { code: "platform-missing", name, platform, platforms: others };
  } catch (failure) {
    if (isFailure(failure))
      return { code: "unreachable", name: nameOf(reference), written: formatFamiliar(reference), failure };
    throw failure;
  }
}
