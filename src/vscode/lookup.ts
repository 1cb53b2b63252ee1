import { type Disposable, type Event, EventEmitter, workspace } from "vscode";
import type { Images, Resolved } from "../core/image/images.ts";
import type { Wanted } from "../core/image/inspect.ts";
import type { ImageModel } from "../core/image/model.ts";
import { roleOf } from "../core/oci/role.ts";
import type { Resolver } from "../core/pinning/resolver.ts";
import { type Digest, isDigest } from "../core/reference/digest.ts";
import { effectiveTag, type Reference } from "../core/reference/reference.ts";
import type { FetchedManifest } from "../core/registry/distribution.ts";

/**
 * What the editor asks of registries: the image library of core. What it finds or finds missing is noted, for
 * diagnostics. In an untrusted workspace nothing is asked unless the user asks.
 */
export class Lookup implements Disposable {
  readonly #images: Images;
  readonly #note: (reference: Reference, failure?: unknown) => void;
  readonly #learnt = new EventEmitter<void>();
  /** Fires when a registry or the disk told something of an image. */
  readonly onDidLearn: Event<void> = this.#learnt.event;

  /** `note` gets each reference that was looked up, with the failure when that was one. */
  constructor(images: Images, note: (reference: Reference, failure?: unknown) => void) {
    this.#images = images;
    this.#note = note;
  }

  /** Whether looking at a file may lead to requests. */
  get mayAskUnasked(): boolean {
    return workspace.isTrusted;
  }

  /** What a reference names, as last known; never asks. */
  known(reference: Reference): Resolved | undefined {
    return this.#images.known(reference);
  }

  /** The image behind a reference as far as it was ever seen; never asks. */
  recall(reference: Reference, platform?: Wanted): Promise<ImageModel | undefined> {
    return this.#images.recall(reference, platform);
  }

  /** What a reference names now. `fresh` asks again whatever is remembered. */
  resolve(reference: Reference, options: { signal?: AbortSignal; fresh?: boolean } = {}): Promise<Resolved> {
    return this.#noting(reference, this.#images.resolve(reference, options));
  }

  /** The image behind a reference; of an index the one that is wanted. */
  inspect(
    reference: Reference,
    options: { platform?: Wanted | undefined; signal?: AbortSignal } = {},
  ): Promise<ImageModel> {
    return this.#noting(reference, this.#images.inspect(reference, options));
  }

  /**
   * The digest to pin a reference to: what its tag names at this moment, with the manifest's bytes hashed. A registry's
   * word alone is not written into a file.
   */
  async digestForPin(reference: Reference, signal?: AbortSignal): Promise<Digest> {
    const tagOnly = { repository: reference.repository, tag: effectiveTag(reference) ?? "latest" };
    const { descriptor } = await this.resolve(tagOnly, { fresh: true, ...(signal && { signal }) });
    const { digest } = descriptor;
    await this.#images.manifest({ repository: reference.repository, digest }, signal);
    return digest;
  }

  /** What core/pinning asks with, for one run, whose answers are its own to note. `fresh` asks registries what tags name, whatever is remembered. */
  resolver(options: { signal?: AbortSignal; fresh?: boolean } = {}): Resolver {
    const { signal } = options;
    return {
      resolve: async (repository, name) => {
        const reference = isDigest(name) ? { repository, digest: name } : { repository, tag: name };
        const { descriptor } = await this.#images.resolve(reference, options);
        this.#learnt.fire();
        return descriptor;
      },
      manifest: (repository, digest) => this.#images.manifest({ repository, digest }, signal),
      config: async (repository, digest) => {
        const reference = { repository, digest };
        const { document } = await this.#images.manifest(reference, signal);
        if (document.kind !== "manifest" || roleOf(document) !== "image") return undefined;
        return (await this.#images.inspect(reference, { signal })).config;
      },
    };
  }

  /** The manifest or index that a reference names, verified. */
  manifest(reference: Reference, signal?: AbortSignal): Promise<FetchedManifest> {
    return this.#images.manifest(reference, signal);
  }

  /** Other tags known to name the same digest. */
  aliases(reference: Reference, digest: Digest): readonly string[] {
    return this.#images
      .aliases(reference.repository, digest)
      .filter((tag) => tag !== effectiveTag(reference));
  }

  dispose(): void {
    this.#learnt.dispose();
  }

  async #noting<T>(reference: Reference, work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      this.#note(reference);
      this.#learnt.fire();
      return result;
    } catch (failure) {
      this.#note(reference, failure);
      throw failure;
    }
  }
}
