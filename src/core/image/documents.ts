import { SingleFlight } from "../async.ts";
import type { Content } from "../content/store.ts";
import { ContentError } from "../errors.ts";
import { decodeConfig } from "../oci/decodeConfig.ts";
import { decodeManifest } from "../oci/decodeManifest.ts";
import type { Descriptor, ImageConfig } from "../oci/model.ts";
import type { Digest } from "../reference/digest.ts";
import { formatRepository, type Repository } from "../reference/reference.ts";
import type { Distribution, FetchedManifest } from "../registry/distribution.ts";
import { Recent } from "./recent.ts";

/** Bytes of the documents that are kept decoded, manifests and configs each. */
const recentBytes = 16 * 1024 * 1024;

/**
 * Manifests and configs by digest. They never change, so each is fetched once: then it comes from memory or from the
 * content store. Callers that want the same at a time share one fetch.
 */
export class Documents {
  readonly #distributionFor: (host: string) => Distribution;
  readonly #content: Content;
  readonly #fetching = new SingleFlight<FetchedManifest>();
  readonly #configuring = new SingleFlight<ImageConfig>();
  readonly #reading = new SingleFlight<Uint8Array>();
  readonly #manifests = new Recent<FetchedManifest>(recentBytes);
  readonly #configs = new Recent<ImageConfig>(recentBytes);

  constructor(distributionFor: (host: string) => Distribution, content: Content) {
    this.#distributionFor = distributionFor;
    this.#content = content;
  }

  /** A manifest or index of a repository, verified. */
  async manifest(
    repository: Repository,
    digest: Digest,
    signal: AbortSignal | undefined,
  ): Promise<FetchedManifest> {
    const recent = this.#manifests.get(digest);
    if (recent !== undefined) return recent;
    const key = `${formatRepository(repository)} ${digest}`;
    return this.#fetching.join(key, (shared) => this.#fetchManifest(repository, digest, shared), signal);
  }

  async #fetchManifest(
    repository: Repository,
    digest: Digest,
    signal: AbortSignal,
  ): Promise<FetchedManifest> {
    const { registry, path } = repository;
    const stored = decodeStored(digest, await this.#content.get(digest));
    const fetched = stored ?? (await this.#distributionFor(registry).manifest(path, digest, signal));
    if (stored === undefined) this.keep(fetched);
    else this.#manifests.set(digest, stored, stored.bytes.length);
    return fetched;
  }

  /** Takes a manifest that a registry gave, so that it is not fetched again. */
  keep(fetched: FetchedManifest): void {
    const { digest } = fetched.descriptor;
    this.#manifests.set(digest, fetched, fetched.bytes.length);
    void this.#content.put(digest, fetched.bytes);
  }

  /** The config of an image of a repository, verified. */
  async config(
    repository: Repository,
    descriptor: Descriptor,
    signal: AbortSignal | undefined,
  ): Promise<ImageConfig> {
    const { digest } = descriptor;
    const recent = this.#configs.get(digest);
    if (recent !== undefined) return recent;
    const key = `${formatRepository(repository)} ${digest}`;
    return this.#configuring.join(key, (shared) => this.#fetchConfig(repository, descriptor, shared), signal);
  }

  async #fetchConfig(
    { registry, path }: Repository,
    descriptor: Descriptor,
    signal: AbortSignal,
  ): Promise<ImageConfig> {
    const { digest } = descriptor;
    const stored = await this.#content.get(digest);
    const bytes = stored ?? (await this.#distributionFor(registry).blob(path, descriptor, { signal }));
    const config = decodeConfig(bytes, `the config ${digest}`);
    this.#configs.set(digest, config, bytes.length);
    if (stored === undefined) void this.#content.put(digest, bytes);
    return config;
  }

  /** A blob of a repository as it is, verified; `limit` in bytes. */
  async blob(
    repository: Repository,
    descriptor: Descriptor,
    limit: number,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> {
    const key = `${formatRepository(repository)} ${descriptor.digest}`;
    return this.#reading.join(
      key,
      (shared) => this.#fetchBlob(repository, descriptor, limit, shared),
      signal,
    );
  }

  async #fetchBlob(
    { registry, path }: Repository,
    descriptor: Descriptor,
    limit: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const stored = await this.#content.get(descriptor.digest);
    if (stored !== undefined) return stored;
    const bytes = await this.#distributionFor(registry).blob(path, descriptor, { limit, signal });
    void this.#content.put(descriptor.digest, bytes);
    return bytes;
  }

  /** Forgets everything, in memory and on disk. */
  async clear(): Promise<void> {
    this.#manifests.clear();
    this.#configs.clear();
    await this.#content.clear();
  }
}

/** A manifest from its stored bytes; undefined when they do not say alone what they are, as their Content-Type did. */
function decodeStored(digest: Digest, bytes: Uint8Array | undefined): FetchedManifest | undefined {
  if (bytes === undefined) return undefined;
  try {
    const document = decodeManifest(bytes, undefined, digest);
    return { descriptor: { mediaType: document.mediaType, digest, size: bytes.length }, bytes, document };
  } catch (failure) {
    if (failure instanceof ContentError) return undefined;
    throw failure;
  }
}
