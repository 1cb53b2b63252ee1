/** Two images for the same platform, each document of them asked for once. */
import { choose } from "../oci/choose.ts";
import type { Index, ManifestDocument, Platform } from "../oci/model.ts";
import { hostPlatform } from "../oci/platform.ts";
import type { Digest } from "../reference/digest.ts";
import type { Repository } from "../reference/reference.ts";
import type { Wanted } from "./inspect.ts";
import type { ImageModel, PlatformChoice } from "./model.ts";
import { isShared, platformChanges, type SharedPlatform } from "./platformChanges.ts";

/** Reads what a digest names; Images do, and share what both sides want. Calls reject as those of Images do. */
export type PairReader = {
  manifest(repository: Repository, digest: Digest): Promise<{ readonly document: ManifestDocument }>;
  inspect(reference: Exact, platform: Wanted | undefined): Promise<ImageModel>;
};

/** What is meant whatever tags name. */
export type Exact = { readonly repository: Repository; readonly digest: Digest };

/** One of the two: what could be read of it, or why it could not. */
export type Side =
  | { readonly ok: true; readonly image: ImageModel }
  | { readonly ok: false; readonly failure: unknown };

export type PairOptions = {
  /** The digest of the new image, or of the old one, for the platform to show. */
  readonly wanted?: Digest | undefined;
  /** The platform to show else, if both have it. */
  readonly usual?: Platform | undefined;
};

/**
 * Reads two images for a platform that both have: the wanted one, else the usual one, else the first of the new image.
 * When they share none, each is what `usual` chooses. A failure of one leaves the other; never rejects.
 */
export async function inspectPair(
  reader: PairReader,
  old: Exact,
  now: Exact,
  { wanted, usual = hostPlatform() }: PairOptions = {},
): Promise<{ readonly old: Side; readonly now: Side }> {
  const [oldNamed, nowNamed] = await Promise.all([named(reader, old), named(reader, now)]);
  if (oldNamed.index !== undefined && nowNamed.index !== undefined) {
    const shared = choosePair(oldNamed.index, nowNamed.index, wanted, usual);
    const [before, after] = await Promise.all([
      read(reader, oldNamed, shared?.old.digest ?? usual),
      read(reader, nowNamed, shared?.now.digest ?? usual),
    ]);
    return { old: before, now: after };
  }
  // Beside an image for one platform stands that of the same platform.
  if (oldNamed.index === undefined) {
    const before = await read(reader, oldNamed, undefined);
    return { old: before, now: await read(reader, nowNamed, platformOf(before) ?? wanted ?? usual) };
  }
  const after = await read(reader, nowNamed, undefined);
  return { old: await read(reader, oldNamed, platformOf(after) ?? wanted ?? usual), now: after };
}

/** What a reference names: an index, something else, or nothing that can be read. */
type Named = { readonly reference: Exact; readonly index?: Index; readonly failure?: unknown };

async function named(reader: PairReader, reference: Exact): Promise<Named> {
  try {
    const { document } = await reader.manifest(reference.repository, reference.digest);
    return { reference, ...(document.kind === "index" && { index: document }) };
  } catch (failure) {
    return { reference, failure };
  }
}

async function read(
  reader: PairReader,
  { reference, failure }: Named,
  platform: Wanted | undefined,
): Promise<Side> {
  if (failure !== undefined) return { ok: false, failure };
  try {
    return { ok: true, image: await reader.inspect(reference, platform) };
  } catch (failed) {
    return { ok: false, failure: failed };
  }
}

function platformOf(side: Side): Platform | undefined {
  return side.ok ? side.image.platform : undefined;
}

function choosePair(
  old: Index,
  now: Index,
  wanted: Digest | undefined,
  usual: Platform,
): SharedPlatform | undefined {
  const shared = platformChanges(choicesOf(old), choicesOf(now)).filter(isShared);
  const best = choose(
    shared.map((change) => change.now),
    usual,
  );
  return (
    shared.find((change) => change.now.digest === wanted || change.old.digest === wanted) ??
    shared.find((change) => change.now === best) ??
    shared[0]
  );
}

function choicesOf({ images }: Index): readonly PlatformChoice[] {
  return images.map((descriptor) => ({ platform: descriptor.platform, descriptor }));
}
