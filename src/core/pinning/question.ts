/** What a registry is asked about one reference, and what its answer means. */
import { isFailure } from "../errors.ts";
import type { PinFacts } from "../explainPin.ts";
import { formatPlatform, parsePlatform } from "../oci/platform.ts";
import type { Digest } from "../reference/digest.ts";
import { formatFamiliar, formatReference, type Reference } from "../reference/reference.ts";
import { createdOf } from "./age.ts";
import { type PinState, pinStateOf } from "./pinState.ts";
import { platformsOf, serves } from "./platforms.ts";
import type { Resolver } from "./resolver.ts";
import { singlePlatform } from "./singlePlatform.ts";

/** A reference, and the platform or platforms that its file asks for, as Occurrence has them. */
export type Question = {
  readonly reference: Reference;
  readonly platform?: string;
  readonly platforms?: readonly string[];
};

/** What is to be said of a reference; nothing when all is well. */
export type Answer = {
  readonly facts: readonly PinFacts[];
  /** What the reference's tag names now, as the registry says; without a tag, its digest. */
  readonly digest?: Digest;
};

/** Tells questions apart. */
export function keyOfQuestion({ reference, platform, platforms }: Question): string {
  const several = platforms === undefined ? "" : ` for ${platforms.join(" ") || "several"}`;
  return `${formatReference(reference)} ${platform ?? ""}${several}`;
}

/** Asks. What a registry does not have or will not say is an answer; rejects only with the signal's reason. */
export async function answerTo(resolver: Resolver, question: Question): Promise<Answer> {
  const { reference, platform } = question;
  const state = await pinStateOf(resolver, reference);
  const now = "now" in state ? state.now : undefined;
  const facts = [
    ...(state.kind === "moved"
      ? [await movedFacts(resolver, question, state)]
      : factsOfState(state, reference)),
    ...(await platformFacts(reference, () => missingPlatform(resolver, reference, state, platform))),
    ...(await platformFacts(reference, () => lostPlatforms(resolver, question, state))),
  ];
  return { facts, ...(now !== undefined && { digest: now.digest }) };
}

/** The reference without its digest; with it, when that is all that it has. As people write it. */
export function nameOf(reference: Reference): string {
  const { digest: _, ...tagged } = reference;
  return formatFamiliar(reference.tag === undefined && reference.digest !== undefined ? reference : tagged);
}

/** With the dates of both images, as far as they tell them: that one cannot be asked for does not hide the rest. */
async function movedFacts(
  resolver: Resolver,
  { reference, platform }: Question,
  { pinned, now }: PinState & { kind: "moved" },
): Promise<PinFacts> {
  const wanted = platform === undefined ? undefined : parsePlatform(platform);
  const built = (digest: Digest) =>
    createdOf(resolver, reference.repository, digest, wanted === undefined ? [] : [wanted]).catch(
      (failure: unknown) => {
        if (!isFailure(failure)) throw failure;
        return undefined;
      },
    );
  const [pinnedBuilt, nowBuilt] = [await built(pinned), await built(now.digest)];
  return {
    ...{ code: "moved", name: nameOf(reference), pinned, now: now.digest },
    ...(pinnedBuilt !== undefined && { pinnedBuilt }),
    ...(nowBuilt !== undefined && { nowBuilt }),
  };
}

function factsOfState(
  state: Exclude<PinState, { kind: "moved" }>,
  reference: Reference,
): readonly PinFacts[] {
  const name = nameOf(reference);
  const written = formatFamiliar(reference);
  switch (state.kind) {
    case "unpinned":
    case "current":
      return [];
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
  const digest = reference.digest ?? state.now.digest;
  const platforms = await platformsOf(resolver, reference.repository, digest);
  if (platforms === undefined || serves(platforms, wanted)) return undefined;
  const name = nameOf(reference);
  const [platform, others] = [formatPlatform(wanted), platforms.map(formatPlatform)];
  return { code: "platform-missing", name, platform, platforms: others };
}

/** Whether the pin is for one platform where the file is for several, and the tag has them. */
async function lostPlatforms(
  resolver: Resolver,
  { reference, platforms: asked }: Question,
  state: PinState,
): Promise<PinFacts | undefined> {
  const { repository, tag, digest: pinned } = reference;
  if (asked === undefined || tag === undefined || pinned === undefined) return undefined;
  if (state.kind === "missing" || state.kind === "unreachable") return undefined;
  const found = await singlePlatform(resolver, repository, { pinned, named: state.now.digest, asked });
  if (found === undefined) return undefined;
  const [platform, lost] = [formatPlatform(found.platform), found.lost.map(formatPlatform)];
  return { code: "single-platform", name: nameOf(reference), platform, lost };
}

/** That something cannot be looked up is said, too. */
async function platformFacts(
  reference: Reference,
  look: () => Promise<PinFacts | undefined>,
): Promise<readonly PinFacts[]> {
  try {
    const found = await look();
    return found === undefined ? [] : [found];
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    return [{ code: "unreachable", name: nameOf(reference), written: formatFamiliar(reference), failure }];
  }
}
