/** Reading two images to compare. */
import { isFailure } from "../core/errors.ts";
import { explainDigest } from "../core/explainPin.ts";
import { Documents } from "../core/image/documents.ts";
import { inspect, isFor } from "../core/image/inspect.ts";
import { type Exact, inspectPair, type PairReader, type Side } from "../core/image/inspectPair.ts";
import type { ImageModel } from "../core/image/model.ts";
import type { Descriptor, Platform } from "../core/oci/model.ts";
import { formatPlatform, hostPlatform } from "../core/oci/platform.ts";
import { formatFamiliar, type Reference } from "../core/reference/reference.ts";
import { onceForEach, problemWith, resolveReference } from "./ask.ts";
import type { World } from "./command.ts";
import { remark } from "./output.ts";

/** Two images side by side. */
export type Pair = { readonly old: ImageModel; readonly now: ImageModel };

/**
 * Reads two images for the platform, or for one that both have. undefined when that cannot be done; why, for either,
 * is remarked.
 */
export async function readPair(
  old: Reference,
  now: Reference,
  platform: Platform | undefined,
  world: World,
): Promise<Pair | undefined> {
  const name = onceForEach((reference) => nameExactly(reference, world));
  const [before, after] = await Promise.all([name(old), name(now)]);
  if ("failure" in before || "failure" in after) {
    remarkOnce(world, [
      "failure" in before ? problemWith(old, before.failure) : undefined,
      "failure" in after ? problemWith(now, after.failure) : undefined,
    ]);
    return undefined;
  }
  const sides = await readSides(before.value, after.value, platform, world);
  if (sides.old.ok && sides.now.ok) {
    const pair = { old: sides.old.image, now: sides.now.image };
    const lacking = [platformProblem(old, pair.old, platform), platformProblem(now, pair.now, platform)];
    remarkOnce(world, lacking);
    return lacking.some((problem) => problem !== undefined) ? undefined : pair;
  }
  remarkOnce(world, [problemOf(before.value, sides.old), problemOf(after.value, sides.now)]);
  return undefined;
}

/** What is given by digest is not asked for by name. */
async function nameExactly(reference: Reference, world: World): Promise<Exact> {
  const { repository } = reference;
  return { repository, digest: reference.digest ?? (await resolveReference(world, reference)).digest };
}

async function readSides(
  old: Exact,
  now: Exact,
  platform: Platform | undefined,
  world: World,
): Promise<{ readonly old: Side; readonly now: Side }> {
  const reader = readerIn(world);
  if (platform === undefined) return inspectPair(reader, old, now);
  // Each by itself: different variants may serve the platform.
  const read = (exact: Exact) =>
    reader.inspect(exact, platform).then(
      (image): Side => ({ ok: true, image }),
      (failure): Side => ({ ok: false, failure }),
    );
  const [before, after] = await Promise.all([read(old), read(now)]);
  return { old: before, now: after };
}

/** Reads each document once and keeps nothing on disk. */
function readerIn({ distribution, signal }: World): PairReader {
  const documents = new Documents(distribution, {
    get: async () => undefined,
    put: async () => false,
    clear: async () => {},
  });
  return {
    manifest: (repository, digest) => documents.manifest(repository, digest, signal),
    inspect: (exact, platform) => {
      const { repository, digest } = exact;
      const reader = {
        manifest: (wanted: Descriptor) => documents.manifest(repository, wanted.digest, signal),
        config: (wanted: Descriptor) => documents.config(repository, wanted, signal),
      };
      const named = { mediaType: "", digest, size: undefined };
      return inspect(reader, exact, named, platform, hostPlatform());
    },
  };
}

function platformProblem(reference: Reference, image: ImageModel, platform: Platform | undefined) {
  return platform === undefined || isFor(platform, image)
    ? undefined
    : `${formatFamiliar(reference)} has no image for ${formatPlatform(platform)}.`;
}

function problemOf(exact: Exact, side: Side): string | undefined {
  if (side.ok) return undefined;
  if (!isFailure(side.failure)) throw side.failure;
  const { problem, next } = explainDigest(side.failure, formatFamiliar(exact));
  return `${problem} ${next}`;
}

function remarkOnce(world: World, sentences: readonly (string | undefined)[]): void {
  for (const sentence of new Set(sentences)) if (sentence !== undefined) remark(world, sentence);
}
