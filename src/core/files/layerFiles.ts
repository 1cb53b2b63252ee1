import { SingleFlight } from "../async.ts";
import type { Derived } from "../content/derived.ts";
import { ContentError, RegistryError } from "../errors.ts";
import { Recent } from "../image/recent.ts";
import { isForeignType } from "../oci/mediaTypes.ts";
import type { Descriptor } from "../oci/model.ts";
import { algorithmOf, type Digest } from "../reference/digest.ts";
import { formatRepository, type Repository } from "../reference/reference.ts";
import type { Distribution } from "../registry/distribution.ts";
import type { LayerEntry } from "./layerEntry.ts";
import { LayerIndex } from "./layerIndex.ts";
import { type Limits, standardLimits } from "./limits.ts";
import { type ListOptions, listInWorker } from "./listInWorker.ts";
import { openFile } from "./openFile.ts";
import { footerSize, parseFooter, tableDigest } from "./toc.ts";

/** Bytes of lists that are kept in memory. */
const recentBytes = 32 * 1024 * 1024;

/** A layer as it is asked for. */
export type WantedLayer = {
  readonly descriptor: Descriptor;
  /** The digest of the uncompressed layer, when the config says it. */
  readonly diffId: Digest | undefined;
};

export type LayerOptions = ListOptions & { readonly signal?: AbortSignal | undefined };

/**
 * The files of layers of any registry. A layer is listed once, ever: then its list comes from memory or from disk.
 * Callers that want the same at a time share the work. Calls reject with a Failure of errors.ts, or with their signal's
 * reason.
 */
export class LayerFiles {
  readonly #distributionFor: (host: string) => Distribution;
  readonly #store: Derived | undefined;
  readonly #limits: Limits;
  readonly #listing = new SingleFlight<LayerIndex>();
  readonly #recent = new Recent<LayerIndex>(recentBytes);

  /** `distributionFor` gives the client of a registry's host; lists are kept in `store`, when there is one. */
  constructor({
    distributionFor,
    store,
    limits = standardLimits,
  }: {
    distributionFor: (host: string) => Distribution;
    store?: Derived;
    limits?: Limits;
  }) {
    this.#distributionFor = distributionFor;
    this.#store = store;
    this.#limits = limits;
  }

  /**
   * The list of a layer. Of a layer that many want at a time, the first one is told the progress. ContentError `foreign`
   * for a layer that is had from elsewhere, `digestMismatch` when blob or archive are others than the image says.
   */
  async list(
    repository: Repository,
    layer: WantedLayer,
    { signal, onProgress }: LayerOptions = {},
  ): Promise<LayerIndex> {
    const { digest, mediaType } = layer.descriptor;
    if (isForeignType(mediaType)) throw new ContentError("foreign", `The layer ${digest}`);
    const key = `${formatRepository(repository)} ${digest} ${layer.diffId}`;
    const work = (shared: AbortSignal) => this.#find(repository, layer, { signal: shared, onProgress });
    const index = this.#recent.get(digest) ?? (await this.#listing.join(key, work, signal));
    refuseOther(index, layer);
    return index;
  }

  /** The list of a layer if it was made before: from memory or from disk, asking nobody. Fails as list() does. */
  async recall(layer: WantedLayer): Promise<LayerIndex | undefined> {
    const { digest } = layer.descriptor;
    const index = this.#recent.get(digest) ?? (await this.#stored(digest));
    if (index !== undefined) refuseOther(index, layer);
    return index;
  }

  /**
   * The bytes of a file that a list of the layer has, as they come; they are verified at their end, so until then they may
   * be others. No more of the layer is fetched than what comes before the file's end. Fails as openFile does.
   */
  async *stream(
    repository: Repository,
    { descriptor }: WantedLayer,
    { index, entry }: { index: LayerIndex; entry: LayerEntry },
    { signal, onProgress = () => {} }: LayerOptions = {},
  ): AsyncGenerator<Uint8Array, void> {
    const enough = new AbortController();
    const either = signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]);
    const open = async (from: number) =>
      counted(await this.#open(repository, descriptor, from, either), onProgress);
    try {
      yield* openFile(index, entry, descriptor.mediaType, open);
    } finally {
      enough.abort();
    }
  }

  /** The bytes of a file as stream() gives them, verified; ContentError `tooLarge` when there are more than `limit`. */
  async read(
    repository: Repository,
    layer: WantedLayer,
    { index, entry, limit }: { index: LayerIndex; entry: LayerEntry; limit: number },
    options: LayerOptions = {},
  ): Promise<Uint8Array> {
    if (entry.size > limit) throw new ContentError("tooLarge", "the file", { limit });
    const content = new Uint8Array(entry.size);
    let filled = 0;
    for await (const piece of this.stream(repository, layer, { index, entry }, options)) {
      content.set(piece, filled);
      filled += piece.length;
    }
    return content;
  }

  /** Forgets all lists, in memory and on disk. Rejects with the system's error when the disk refuses. */
  async clear(): Promise<void> {
    this.#recent.clear();
    await this.#store?.clear();
  }

  async #find(repository: Repository, layer: WantedLayer, options: LayerOptions): Promise<LayerIndex> {
    const { digest } = layer.descriptor;
    const stored = await this.#stored(digest);
    if (stored !== undefined) return stored;
    const index = await this.#fetch(repository, layer, options);
    this.#recent.set(digest, index, index.bytes.length);
    void this.#store?.put(digest, index.bytes);
    return index;
  }

  async #stored(digest: Digest): Promise<LayerIndex | undefined> {
    const index = decodeStored(digest, await this.#store?.get(digest));
    if (index !== undefined) this.#recent.set(digest, index, index.bytes.length);
    return index;
  }

  async #fetch(repository: Repository, layer: WantedLayer, options: LayerOptions): Promise<LayerIndex> {
    try {
      const index = await this.#fetchTable(repository, layer.descriptor, options);
      if (index !== undefined) return index;
    } catch (failure) {
      // Whatever is wrong with the table or with ranges, the layer itself tells.
      const isAnswer = failure instanceof ContentError || failure instanceof RegistryError;
      if (!isAnswer) throw failure;
    }
    const { descriptor, diffId } = layer;
    const { digest, mediaType } = descriptor;
    const stream = await this.#open(repository, descriptor, 0, options.signal);
    const job = { from: "layer", mediaType, digest, diffId, limits: this.#limits } as const;
    return listInWorker(job, stream, options);
  }

  /** The list that an eStargz layer has of itself; undefined for another layer. */
  async #fetchTable(
    repository: Repository,
    descriptor: Descriptor,
    { signal, onProgress }: LayerOptions,
  ): Promise<LayerIndex | undefined> {
    const { digest, size } = descriptor;
    const wanted = tableDigest(descriptor);
    if (wanted === undefined || size === undefined || size <= footerSize) return undefined;
    const footer = await all(await this.#open(repository, descriptor, size - footerSize, signal));
    const offset = parseFooter(footer);
    if (offset === undefined || offset === 0 || offset >= size - footerSize) return undefined;
    const stream = await this.#open(repository, descriptor, offset, signal);
    const job = { from: "toc", digest, tableDigest: wanted, limits: this.#limits } as const;
    return listInWorker(job, stream, { onProgress });
  }

  #open(
    { registry, path }: Repository,
    descriptor: Descriptor,
    from: number,
    signal: AbortSignal | undefined,
  ): Promise<ReadableStream<Uint8Array>> {
    return this.#distributionFor(registry).openBlob(path, descriptor, { from, signal });
  }
}

/** A list as it was stored; undefined when it is of another version, or another layer's. */
function decodeStored(digest: Digest, bytes: Uint8Array | undefined): LayerIndex | undefined {
  if (bytes === undefined) return undefined;
  try {
    const index = new LayerIndex(bytes);
    return index.facts.digest === digest ? index : undefined;
  } catch (failure) {
    if (failure instanceof ContentError) return undefined;
    throw failure;
  }
}

/** One layer can be in images that say different things of it. */
function refuseOther({ facts }: LayerIndex, { diffId }: WantedLayer): void {
  const isSaid = diffId !== undefined && facts.diffId !== undefined;
  if (isSaid && algorithmOf(diffId) === algorithmOf(facts.diffId) && diffId !== facts.diffId)
    throw new ContentError("digestMismatch", diffId);
}

async function all(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  tell: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void> {
  let count = 0;
  for await (const chunk of source) {
    count += chunk.length;
    tell(count);
    yield chunk;
  }
}
