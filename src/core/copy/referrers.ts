/** What refers to a manifest: found at the source, and listed at a target that does not list by itself. */
import { mapParallel } from "../async.ts";
import { RegistryError } from "../errors.ts";
import { parseObject, toArray, toObject } from "../oci/fields.ts";
import { mediaTypes } from "../oci/mediaTypes.ts";
import type { ManifestDocument } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { FetchedManifest } from "../registry/distribution.ts";
import { referrersTag } from "../registry/referrers.ts";
import { concurrency, type Place } from "./place.ts";
import type { Tree } from "./tree.ts";

/** How far referrers of referrers are followed: a signature of an SBOM is, its signature is not. */
const deepest = 2;

/** Adds to the tree what refers to its manifests; true when a registry had more than it listed. */
export async function addReferrers(tree: Tree, place: Place, signal?: AbortSignal): Promise<boolean> {
  const asked = new Set<Digest>();
  let cut = false;
  for (let depth = 0; depth < deepest; depth++) {
    const subjects = tree.manifests
      .map(({ descriptor }) => descriptor.digest)
      .filter((one) => !asked.has(one));
    for (const subject of subjects) asked.add(subject);
    const list = (subject: Digest, signal: AbortSignal) =>
      place.distribution.referrers(place.path, subject, signal);
    for (const found of await mapParallel(subjects, concurrency, list, signal)) {
      cut ||= found.cut;
      await tree.add(found.items.map(({ digest }) => digest));
    }
  }
  return cut;
}

/**
 * Lists a manifest under the tag of its subject, where the registry does not list referrers by itself.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests-with-subject
 */
export async function listUnderTag(
  { distribution, path }: Place,
  subject: Digest,
  referrers: readonly FetchedManifest[],
  signal?: AbortSignal,
): Promise<void> {
  const tag = referrersTag(subject);
  const listed = await listedUnder({ distribution, path }, tag, signal);
  const known = new Set(listed.map((entry) => toObject(entry)?.["digest"]));
  const added = referrers.filter(({ descriptor }) => !known.has(descriptor.digest)).map(entryOf);
  if (added.length === 0) return;
  const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [...listed, ...added] };
  const bytes = Buffer.from(JSON.stringify(index));
  await distribution.putManifest(path, tag, { mediaType: mediaTypes.ociIndex, bytes }, signal);
}

/** What is listed already, each entry as it is. */
async function listedUnder(
  { distribution, path }: Place,
  tag: string,
  signal: AbortSignal | undefined,
): Promise<readonly unknown[]> {
  try {
    const { bytes } = await distribution.manifest(path, tag, signal);
    return toArray(parseObject(bytes, tag)["manifests"]) ?? [];
  } catch (failure) {
    if (failure instanceof RegistryError && failure.kind === "notFound") return [];
    throw failure;
  }
}

function entryOf({ descriptor: { mediaType, digest, size }, document }: FetchedManifest) {
  const artifactType = artifactTypeOf(document);
  const annotations = document.kind === "schema1" ? [] : [...document.annotations];
  return {
    mediaType,
    digest,
    size,
    ...(artifactType !== undefined && { artifactType }),
    ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
  };
}

function artifactTypeOf(document: ManifestDocument): string | undefined {
  if (document.kind === "schema1") return undefined;
  return document.artifactType ?? (document.kind === "manifest" ? document.config.mediaType : undefined);
}
