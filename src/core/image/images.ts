import { abortable, SingleFlight } from "../async.ts";
import type { Content } from "../content/store.ts";
import type { Remembered, TagMemory } from "../content/tagMemory.ts";
import { NetworkError, RegistryError } from "../errors.ts";
import type { Descriptor, Platform } from "../oci/model.ts";
import { hostPlatform } from "../oci/platform.ts";
import { type Digest, isDigest } from "../reference/digest.ts";
import { effectiveTag, formatRepository, type Reference, type Repository } from "../reference/reference.ts";
import type { Distribution, FetchedManifest } from "../registry/distribution.ts";
import { Documents } from "./documents.ts";
import { inspect, type Wanted } from "./inspect.ts";
import type { ImageModel } from "./model.ts";

/** What a reference names, as its registry said at `asOf` (milliseconds since 1970). */
export type Resolved = Remembered;

/** Milliseconds for which a tag is not asked again. */
const tagLife = 5 * 60 * 1000;
/** Milliseconds after which a tag no longer counts as an alias of the digest it named. */
const aliasLife = 24 * 60 * 60 * 1000;

/**
 * Images of any registry, each thing asked for as seldom as can be: a digest's content once ever, a tag when what is
 * remembered is old, and whatever several callers want at a time once for all of them. Calls reject with a Failure
 * of errors.ts, or with their signal's reason.
 */
export class Images {
  readonly #distributionFor: (host: string) => Distribution;
  readonly #documents: Documents;
  /** What is on disk alone. */
  readonly #stored: Documents;
  readonly #tags: TagMemory;
  readonly #platform: Platform;
  readonly #now: () => number;
  readonly #resolving = new SingleFlight<Resolved>();

  /** `distributionFor` gives the client of a registry's host; `platform` is shown of indexes unless asked otherwise. */
  constructor({
    distributionFor,
    content,
    tags,
    platform = hostPlatform(),
    now = Date.now,
  }: {
    distributionFor: (host: string) => Distribution;
    content: Content;
    tags: TagMemory;
    platform?: Platform;
    now?: () => number;
  }) {
    this.#distributionFor = distributionFor;
    this.#documents = new Documents(distributionFor, content);
    this.#stored = new Documents((host) => {
      throw new NetworkError("offline", host);
    }, content);
    this.#tags = tags;
    this.#platform = platform;
    this.#now = now;
  }

  /** What a reference names as last heard in this process, however long ago. Asks nobody and does no I/O. */
  known(reference: Reference): Resolved | undefined {
    return this.#tags.known(reference.repository, nameIn(reference));
  }

  /**
   * What a reference names: its digest when it has one (its tag is not asked), else what the tag names. Answers from
   * memory when that is at most five minutes old, for a digest always; `fresh` asks whatever is remembered.
   */
  async resolve(
    reference: Reference,
    { signal, fresh = false }: { signal?: AbortSignal | undefined; fresh?: boolean } = {},
  ): Promise<Resolved> {
    const { repository } = reference;
    const name = nameIn(reference);
    await abortable(this.#tags.recall(repository, name), signal);
    const known = this.#tags.known(repository, name);
    if (known !== undefined && !fresh && this.#isCurrent(name, known)) return known;
    return this.#learn(repository, name, (shared) => this.#head(repository, name, shared), signal);
  }

  /** The manifest or index that a reference names, verified. */
  async manifest(reference: Reference, signal?: AbortSignal): Promise<FetchedManifest> {
    const { repository } = reference;
    const digest = reference.digest ?? (await this.#resolveToRead(reference, signal)).descriptor.digest;
    return this.#manifest(repository, digest, signal);
  }

  /**
   * The image behind a reference; of an index the one asked for, else that of the usual platform. When the registry
   * cannot be reached, the image is what was last known of the reference: `known` says as of when.
   */
  async inspect(
    reference: Reference,
    { platform, signal }: { platform?: Wanted | undefined; signal?: AbortSignal | undefined } = {},
  ): Promise<ImageModel> {
    const { repository } = reference;
    const { descriptor } = await this.#resolveOrRecall(reference, signal);
    const reader = {
      manifest: ({ digest }: Descriptor) => this.#manifest(repository, digest, signal),
      config: (wanted: Descriptor) => this.#documents.config(repository, wanted, signal),
    };
    return inspect(reader, reference, descriptor, platform, this.#platform);
  }

  /**
   * The image behind a reference as far as memory and disk have it, for the usual platform unless asked otherwise.
   * Asks nobody; undefined when something of it is not there. Never rejects.
   */
  async recall(reference: Reference, platform?: Wanted): Promise<ImageModel | undefined> {
    const { repository } = reference;
    const known = await this.#tags.recall(repository, nameIn(reference));
    if (known === undefined) return undefined;
    const reader = {
      manifest: ({ digest }: Descriptor) => this.#stored.manifest(repository, digest, undefined),
      config: (wanted: Descriptor) => this.#stored.config(repository, wanted, undefined),
    };
    return inspect(reader, reference, known.descriptor, platform, this.#platform).catch(() => undefined);
  }

  /** Manifests and blobs by their digests; `stored` are those on disk alone, for which nobody is asked. */
  documents({ stored = false }: { stored?: boolean } = {}): Pick<Documents, "manifest" | "blob"> {
    return stored ? this.#stored : this.#documents;
  }

  /** The tags of a repository that were seen to name a digest within the last day. Asks nobody and does no I/O. */
  aliases(repository: Repository, digest: Digest): readonly string[] {
    return this.#tags.aliases(repository, digest, this.#now() - aliasLife);
  }

  /** Forgets what a tag was known to name: it was changed. A digest names what it names. Never rejects. */
  async forget({ repository, tag }: Reference): Promise<void> {
    if (tag !== undefined) await this.#tags.forget(repository, tag);
  }

  /** Forgets everything, in memory and on disk. Rejects with the system's error when the disk refuses. */
  async clear(): Promise<void> {
    await Promise.all([this.#documents.clear(), this.#stored.clear(), this.#tags.clear()]);
  }

  #isCurrent(name: string, { asOf }: Resolved): boolean {
    const age = this.#now() - asOf;
    return isDigest(name) || (age >= 0 && age <= tagLife);
  }

  /** A digest whose content is here is known to be, so that it need not be asked for by HEAD later. */
  async #manifest(
    repository: Repository,
    digest: Digest,
    signal: AbortSignal | undefined,
  ): Promise<FetchedManifest> {
    const fetched = await this.#documents.manifest(repository, digest, signal);
    if (this.#tags.known(repository, digest) === undefined) {
      void this.#tags.remember(repository, digest, fetched.descriptor, this.#now());
    }
    return fetched;
  }

  /**
   * What a reference names, whose manifest is wanted next: of a tag that was never heard of, the manifest itself tells
   * what it names. Of any other the manifest may be here already, which a HEAD tells.
   */
  async #resolveToRead(reference: Reference, signal: AbortSignal | undefined): Promise<Resolved> {
    const { repository } = reference;
    const name = nameIn(reference);
    const known = await abortable(this.#tags.recall(repository, name), signal);
    if (known !== undefined || isDigest(name)) return this.resolve(reference, { signal });
    return this.#learn(repository, name, (shared) => this.#get(repository, name, shared), signal);
  }

  /** Asks what a name stands for, once for all who want to know at a time, and remembers it. */
  #learn(
    repository: Repository,
    name: string,
    ask: (shared: AbortSignal) => Promise<Descriptor>,
    signal: AbortSignal | undefined,
  ): Promise<Resolved> {
    const learn = async (shared: AbortSignal) => {
      const descriptor = await ask(shared);
      const asOf = this.#now();
      void this.#tags.remember(repository, name, descriptor, asOf);
      return { descriptor, asOf };
    };
    return this.#resolving.join(`${formatRepository(repository)} ${name}`, learn, signal);
  }

  #head({ registry, path }: Repository, name: string, signal: AbortSignal): Promise<Descriptor> {
    return this.#distributionFor(registry).resolve(path, name, signal);
  }

  async #get({ registry, path }: Repository, name: string, signal: AbortSignal): Promise<Descriptor> {
    const fetched = await this.#distributionFor(registry).manifest(path, name, signal);
    this.#documents.keep(fetched);
    return fetched.descriptor;
  }

  async #resolveOrRecall(reference: Reference, signal: AbortSignal | undefined): Promise<Resolved> {
    try {
      return await this.#resolveToRead(reference, signal);
    } catch (failure) {
      const known = isOutage(failure) ? this.known(reference) : undefined;
      if (known === undefined) throw failure;
      return known;
    }
  }
}

/** What a reference is asked by: its digest, else its tag. */
function nameIn(reference: Reference): string {
  return reference.digest ?? effectiveTag(reference) ?? "latest";
}

const outages: ReadonlySet<string> = new Set([
  "offline",
  "proxy",
  "rateLimited",
  "timeout",
  "unavailable",
  "unknownHost",
]);

/** Whether a failure says nothing about the image: the registry could not be asked. */
function isOutage(failure: unknown): boolean {
  return (failure instanceof NetworkError || failure instanceof RegistryError) && outages.has(failure.kind);
}
