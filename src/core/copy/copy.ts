/** Copying what a digest names, with everything below it, to another repository or registry. */
import { mapParallel } from "../async.ts";
import type { Descriptor } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { FetchedManifest } from "../registry/distribution.ts";
import { type CopiedBlob, copyBlobs, type Progress } from "./blobs.ts";
import { concurrency, type Source, type Target } from "./place.ts";
import { addReferrers, listUnderTag } from "./referrers.ts";
import { putTag } from "./tag.ts";
import { Tree } from "./tree.ts";

/** All that belongs to an image, read from its source and checked; nothing is written yet. */
export type CopyPlan = {
  readonly source: Source;
  /** Each once; what a manifest names comes before it. The last one is the one to copy. */
  readonly manifests: readonly FetchedManifest[];
  /** Signatures, SBOMs and the like that lie beside it, with what they name before them. */
  readonly referrers: readonly FetchedManifest[];
  /** True when the source has more referrers than it listed. */
  readonly cut: boolean;
  /** Each once. */
  readonly blobs: readonly Descriptor[];
};

export type CopyReport = {
  readonly digest: Digest;
  readonly blobs: readonly CopiedBlob[];
  /** As in the plan. */
  readonly manifests: readonly Descriptor[];
  readonly referrers: readonly Descriptor[];
  readonly cut: boolean;
  /** Of blobs, from the source to the target through this machine. */
  readonly bytesMoved: number;
};

export type CopyOptions = {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
};

/** Reads what is to be copied, with or without what refers to it. */
export async function planCopy(source: Source, referrers: boolean, signal?: AbortSignal): Promise<CopyPlan> {
  const tree = new Tree(source, signal);
  await tree.add([source.digest]);
  const own = tree.manifests.length;
  const cut = referrers && (await addReferrers(tree, source, signal));
  return {
    source,
    manifests: tree.manifests.slice(0, own),
    referrers: tree.manifests.slice(own),
    cut,
    blobs: [...tree.blobs.values()],
  };
}

/**
 * Carries a plan out: blobs, then manifests by digest, what refers to them, and the tag last, so that a copy which
 * fails or is cancelled leaves the target's tags as they were. Doing it again goes on with what is missing.
 */
export async function copyImage(
  plan: CopyPlan,
  target: Target,
  { onProgress = () => {}, signal }: CopyOptions = {},
): Promise<CopyReport> {
  const { source, manifests, referrers, cut } = plan;
  let bytesMoved = 0;
  const onBytes = (progress: Progress) => {
    bytesMoved = progress.moved;
    onProgress(progress);
  };
  const blobs = await copyBlobs(plan.blobs, source, target, onBytes, signal);
  await putManifests(plan, target, signal);
  const root = manifests.at(-1);
  if (root !== undefined && target.tag !== undefined) await putTag(target, root, target.tag, signal);
  return {
    digest: source.digest,
    blobs,
    manifests: manifests.map(({ descriptor }) => descriptor),
    referrers: referrers.map(({ descriptor }) => descriptor),
    cut,
    bytesMoved,
  };
}

/** Stores all manifests by digest but the one that its tag will store. */
async function putManifests(
  { manifests, referrers }: CopyPlan,
  target: Target,
  signal: AbortSignal | undefined,
): Promise<void> {
  const root = manifests.at(-1);
  const isTagEnough = target.tag !== undefined && referrers.length === 0 && subjectOf(root) === undefined;
  const unlisted = [
    ...(await putInOrder(isTagEnough ? manifests.slice(0, -1) : manifests, target, signal)),
    ...(await putInOrder(referrers, target, signal)),
  ];
  const bySubject = Map.groupBy(unlisted, subjectOf);
  for (const [subject, found] of bySubject) {
    if (subject !== undefined) await listUnderTag(target, subject, found, signal);
  }
}

/** Stores manifests, indexes after all else since they may name it; gives those that the registry does not list. */
async function putInOrder(
  manifests: readonly FetchedManifest[],
  { distribution, path }: Target,
  signal: AbortSignal | undefined,
): Promise<readonly FetchedManifest[]> {
  const put = async (manifest: FetchedManifest, signal: AbortSignal | undefined) => {
    const { descriptor, bytes } = manifest;
    const { digest, mediaType } = descriptor;
    const { indexesSubject } = await distribution.putManifest(path, digest, { mediaType, bytes }, signal);
    return indexesSubject ? [] : [manifest];
  };
  const isIndex = ({ document }: FetchedManifest) => document.kind === "index";
  const unlisted = await mapParallel(
    manifests.filter((manifest) => !isIndex(manifest)),
    concurrency,
    put,
    signal,
  );
  for (const index of manifests.filter(isIndex)) unlisted.push(await put(index, signal));
  return unlisted.flat();
}

function subjectOf(manifest: FetchedManifest | undefined): Digest | undefined {
  const document = manifest?.document;
  return document === undefined || document.kind === "schema1" ? undefined : document.subject?.digest;
}
