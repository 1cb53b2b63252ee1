/** The documents that everything attached to an image holds. */
import { mapParallel } from "../async.ts";
import { isAbort } from "../errors.ts";
import type { Descriptor, Index } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { Repository } from "../reference/reference.ts";
import type { Distribution, FetchedManifest } from "../registry/distribution.ts";
import type { Artifact } from "./artifact.ts";
import { findAttached } from "./find.ts";
import { type Part, partsOf } from "./parts.ts";

/** What is attached, where it is asked: lists of a registry, and its manifests and blobs by digest. */
export type AttachedSource = {
  readonly lists: Pick<Distribution, "referrers" | "resolve">;
  manifest(repository: Repository, digest: Digest, signal: AbortSignal | undefined): Promise<FetchedManifest>;
  blob(
    repository: Repository,
    descriptor: Descriptor,
    limit: number,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array>;
};

/** The image whose attachments are looked for. */
export type AttachedTo = {
  readonly repository: Repository;
  /** The digests of the image and of the index that it is in, each once. */
  readonly subjects: ReadonlySet<Digest>;
  readonly index: Index | undefined;
};

/** An artifact, or one of the documents that it holds. */
export type Held = {
  readonly artifact: Artifact;
  /** Of the artifact's manifest. */
  readonly digest: Digest;
  /** What it is attached to. */
  readonly subject: Digest;
  /** Absent for what holds no documents, and for what could not be read. */
  readonly part?: Part;
  readonly failure?: unknown;
};

export type HeldOptions = {
  /** Which artifacts are looked into; all unless it is said. */
  readonly fits?: (artifact: Artifact) => boolean;
  readonly signal?: AbortSignal | undefined;
};

/** The most artifacts of a digest that are looked into. */
export const mostArtifacts = 20;

/**
 * What is attached to each of the subjects, artifact by artifact; `cut` when there is more than is given. Of each subject
 * the lists are asked (find.ts), and of each artifact its manifest is read. An artifact that cannot be read is given with
 * the failure: lists name what was deleted.
 */
export async function findHeld(
  source: AttachedSource,
  { repository, subjects, index }: AttachedTo,
  { fits = () => true, signal }: HeldOptions = {},
): Promise<{ readonly held: readonly Held[]; readonly cut: boolean }> {
  const lists = await mapParallel(
    [...subjects],
    1,
    async (subject, either) => {
      const found = await findAttached(source.lists, repository.path, subject, { index, signal: either });
      const fitting = found.artifacts.filter(fits);
      const artifacts = fitting.slice(0, mostArtifacts).flatMap((artifact) => {
        const { digest } = artifact;
        return digest === undefined ? [] : [{ artifact, digest, subject }];
      });
      return { artifacts, cut: found.cut || fitting.length > mostArtifacts };
    },
    signal,
  );
  const held = await mapParallel(
    lists.flatMap(({ artifacts }) => artifacts),
    4,
    (attached, either) => open(source, repository, attached, either),
    signal,
  );
  return { held: held.flat(), cut: lists.some(({ cut }) => cut) };
}

async function open(
  source: AttachedSource,
  repository: Repository,
  attached: Held,
  signal: AbortSignal,
): Promise<readonly Held[]> {
  try {
    const { document } = await source.manifest(repository, attached.digest, signal);
    const parts = document.kind === "manifest" ? partsOf(document) : [];
    return parts.length === 0 ? [attached] : parts.map((part) => ({ ...attached, part }));
  } catch (failure) {
    if (isAbort(failure) || signal.aborted) throw failure;
    return [{ ...attached, failure }];
  }
}
