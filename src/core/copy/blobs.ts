/** Getting blobs into a repository with as few bytes as can be. */
import { mapParallel } from "../async.ts";
import { isForeignType } from "../oci/mediaTypes.ts";
import type { Descriptor } from "../oci/model.ts";
import { concurrency, isSameRegistry, type Place } from "./place.ts";

/** How a blob came to be in the target; a `foreign` one did not, it is had from elsewhere (its `urls`). */
export type BlobWay = "exists" | "mounted" | "copied" | "foreign";

export type CopiedBlob = { readonly descriptor: Descriptor; readonly how: BlobWay };

/** Bytes of blobs on their way; `total` is known before the first one moves. May fall when an upload begins anew. */
export type Progress = { readonly moved: number; readonly total: number };

/**
 * Sees to it that the target has every blob: those that it has are left alone, those of the same registry are taken
 * over, and only the rest moves. Each blob is asked about before the first one moves.
 */
export async function copyBlobs(
  blobs: readonly Descriptor[],
  source: Place,
  target: Place,
  onProgress: (progress: Progress) => void,
  signal?: AbortSignal,
): Promise<readonly CopiedBlob[]> {
  const settle = settler(source, target);
  const ways = await mapParallel(blobs, concurrency, settle, signal);
  const missing = blobs.filter((_, place) => ways[place] === undefined);
  const moving = new Map(missing.map((blob) => [blob, 0]));
  const total = missing.reduce((sum, { size = 0 }) => sum + size, 0);
  const report = () =>
    onProgress({ moved: [...moving.values()].reduce((sum, bytes) => sum + bytes, 0), total });
  report();
  const move = async (blob: Descriptor, signal: AbortSignal) => {
    const open = (from: number) => source.distribution.openBlob(source.path, blob, { from, signal });
    const onBytes = (bytes: number) => {
      moving.set(blob, bytes);
      report();
    };
    await target.distribution.uploadBlob(target.path, blob, open, { onProgress: onBytes, signal });
  };
  await mapParallel(missing, concurrency, move, signal);
  return blobs.map((descriptor, place) => ({ descriptor, how: ways[place] ?? "copied" }));
}

/** How a blob gets there without moving; undefined when it must move. */
function settler(source: Place, target: Place) {
  const { distribution, path } = target;
  let mounts = isSameRegistry(source, target);
  return async (blob: Descriptor, signal: AbortSignal): Promise<BlobWay | undefined> => {
    if (isForeignType(blob.mediaType)) return "foreign";
    if (await distribution.hasBlob(path, blob.digest, signal)) return "exists";
    if (!mounts) return undefined;
    // A registry that declines once declines for the whole repository, and each time leaves an upload to be cancelled.
    mounts = await distribution.mountBlob(path, blob.digest, source.path, signal);
    return mounts ? "mounted" : undefined;
  };
}
