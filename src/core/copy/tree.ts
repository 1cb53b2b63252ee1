/** What there is to copy: manifests, those they lead to, and the blobs of them all. */
import { mapParallel } from "../async.ts";
import { ContentError } from "../errors.ts";
import { longestList } from "../oci/fields.ts";
import { isIndexType, isManifestType, isSchema1Type } from "../oci/mediaTypes.ts";
import type { Descriptor, Index } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import type { FetchedManifest } from "../registry/distribution.ts";
import { concurrency, type Place } from "./place.ts";

/** How deep indexes may lie within indexes. */
const deepest = 3;
/** Bytes of all manifests of a copy together; they are held in memory. */
const mostBytes = 64 * 1024 * 1024;

/** Collects manifests and blobs of one repository, each once. */
export class Tree {
  readonly #place: Place;
  readonly #signal: AbortSignal | undefined;
  readonly #seen = new Set<Digest>();
  /** What a manifest names comes before it, so that a registry that checks takes them in this order. */
  readonly manifests: FetchedManifest[] = [];
  readonly blobs = new Map<Digest, Descriptor>();
  #bytes = 0;

  constructor(place: Place, signal?: AbortSignal) {
    this.#place = place;
    this.#signal = signal;
  }

  /**
   * Adds manifests with all that they lead to, unless they are there already. Rejects with ContentError `tooLarge`
   * for more than is copied, with `unknownMediaType` for Docker's old schema 1.
   */
  async add(digests: readonly Digest[], depth = 0): Promise<void> {
    const fresh = digests.filter((digest) => !this.#seen.has(digest));
    if (fresh.length > 0 && (depth > deepest || this.#seen.size + fresh.length > longestList))
      throw this.#tooLarge();
    const read = (digest: Digest, signal: AbortSignal) => this.#read(digest, signal);
    for (const manifest of await mapParallel(fresh, concurrency, read, this.#signal)) {
      await this.#take(manifest, depth);
    }
  }

  async #read(digest: Digest, signal: AbortSignal): Promise<FetchedManifest> {
    const { distribution, path } = this.#place;
    const manifest = await distribution.manifest(path, digest, signal);
    this.#bytes += manifest.bytes.length;
    if (this.#bytes > mostBytes) throw this.#tooLarge();
    return manifest;
  }

  async #take(manifest: FetchedManifest, depth: number): Promise<void> {
    const { document, descriptor } = manifest;
    if (this.#seen.has(descriptor.digest)) return;
    this.#seen.add(descriptor.digest);
    switch (document.kind) {
      case "schema1":
        throw new ContentError(
          "unknownMediaType",
          `${this.#place.path}@${descriptor.digest} (Docker schema 1)`,
        );
      case "index":
        await this.#addChildren(document, depth);
        break;
      case "manifest":
        this.#addBlobs([document.config, ...document.layers]);
    }
    this.manifests.push(manifest);
  }

  async #addChildren(index: Index, depth: number): Promise<void> {
    if (index.hidden > 0) throw this.#tooLarge();
    const children = childrenOf(index);
    // A build cache before BuildKit 0.21 is an index whose children are blobs.
    this.#addBlobs(children.filter((child) => !isDocument(child)));
    const documents = children.filter(isDocument).map(({ digest }) => digest);
    await this.add([...new Set(documents)], depth + 1);
  }

  #addBlobs(blobs: readonly Descriptor[]): void {
    for (const blob of blobs) this.blobs.set(blob.digest, blob);
  }

  #tooLarge(): ContentError {
    return new ContentError("tooLarge", `the image in ${this.#place.path}, with all that belongs to it,`);
  }
}

/** All children of an index. */
function childrenOf({ images, attestations, others }: Index): readonly Descriptor[] {
  return [...images, ...attestations.map(({ descriptor }) => descriptor), ...others];
}

function isDocument({ mediaType }: Descriptor): boolean {
  return isIndexType(mediaType) || isManifestType(mediaType) || isSchema1Type(mediaType);
}
