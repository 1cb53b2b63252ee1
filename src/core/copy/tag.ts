import { RegistryError } from "../errors.ts";
import type { FetchedManifest } from "../registry/distribution.ts";
import type { Place } from "./place.ts";

/**
 * Names what `from` (a tag or a digest) names now by a further tag, and gives that manifest. Its very bytes are stored
 * again under their own type, so the digest stays what it is.
 */
export async function addTag(
  place: Place,
  from: string,
  tag: string,
  signal?: AbortSignal,
): Promise<FetchedManifest> {
  const manifest = await place.distribution.manifest(place.path, from, signal);
  await putTag(place, manifest, tag, signal);
  return manifest;
}

/**
 * Lets a tag name a manifest that is there with all it needs; gives what the registry said. A registry whose tags do
 * not change refuses even what is so already: that is no failure.
 */
export async function putTag(
  { distribution, path }: Place,
  { descriptor, bytes }: FetchedManifest,
  tag: string,
  signal?: AbortSignal,
): Promise<{ readonly indexesSubject: boolean }> {
  try {
    return await distribution.putManifest(path, tag, { mediaType: descriptor.mediaType, bytes }, signal);
  } catch (failure) {
    if (!(failure instanceof RegistryError) || !refusals.has(failure.status)) throw failure;
    const now = await distribution.resolve(path, tag, signal).catch(() => undefined);
    signal?.throwIfAborted();
    if (now?.digest !== descriptor.digest) throw failure;
    return { indexesSubject: true };
  }
}

/** How registries refuse to move a tag: ECR 400, others 409, Harbor 412. */
const refusals: ReadonlySet<number | undefined> = new Set([400, 409, 412]);
