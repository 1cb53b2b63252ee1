/** Finding the base of the image that a page shows: unasked from what is here, on request from registries. Knows no VS Code. */
import { isAbort, NetworkError } from "../../core/errors.ts";
import { type Base, type BaseReader, claimedBase, findBase } from "../../core/image/base.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { searchBase } from "../../core/image/searchBase.ts";
import type { Platform } from "../../core/oci/model.ts";
import type { Reference, Repository } from "../../core/reference/reference.ts";

export type BaseState =
  /** The image names no base. */
  | { readonly kind: "unclaimed" }
  | { readonly kind: "unsought" | "finding"; readonly named: Reference }
  /** `failure`: why something could not be read that might have proven it. */
  | { readonly kind: "unproven"; readonly named: Reference; readonly failure?: unknown }
  | { readonly kind: "found"; readonly base: Base };

/** Whom to ask. */
export type BaseSources = {
  /** What memory and disk have; asks nobody. */
  recall(reference: Reference, platform: Platform | undefined): Promise<ImageModel | undefined>;
  inspect(
    reference: Reference,
    options: { platform?: Platform | undefined; signal: AbortSignal },
  ): Promise<ImageModel>;
  /** The first tags of a repository, with one request. */
  tags(repository: Repository, signal: AbortSignal): Promise<readonly string[]>;
};

/** The base of one image at a time; what was found is kept for the platforms of a page. */
export class BaseSearch {
  readonly #sources: BaseSources;
  readonly #onChange: () => void;
  readonly #kept = new Map<string, BaseState>();
  #image: ImageModel | undefined;
  #search: AbortController | undefined;

  constructor(sources: BaseSources, onChange: () => void) {
    this.#sources = sources;
    this.#onChange = onChange;
  }

  get state(): BaseState {
    const image = this.#image;
    return (image && this.#kept.get(image.manifest.digest)) ?? { kind: "unclaimed" };
  }

  /** Turns to an image, and looks whether what is here proves its base. */
  show(image: ImageModel): void {
    const last = this.#image;
    this.#image = image;
    if (last?.manifest.digest === image.manifest.digest) return;
    this.cancel();
    this.#search = undefined;
    if (this.#kept.has(image.manifest.digest)) return;
    const { named } = claimedBase(image);
    this.#set(image, named === undefined ? { kind: "unclaimed" } : { kind: "unsought", named });
    if (named !== undefined) void this.#recall(image);
  }

  /** Asks the registry that the image's claim names. Rejects only with what is no Failure and no abort. */
  async find(): Promise<void> {
    const image = this.#image;
    const { named } = image === undefined ? {} : claimedBase(image);
    if (image === undefined || named === undefined || this.#search !== undefined) return;
    const search = new AbortController();
    this.#search = search;
    this.#set(image, { kind: "finding", named });
    this.#onChange();
    try {
      this.#set(image, await this.#ask(image, named, search.signal));
    } catch (failure) {
      this.#set(image, { kind: "unsought", named });
      if (!isAbort(failure)) throw failure;
    } finally {
      if (this.#search === search) this.#search = undefined;
      this.#onChange();
    }
  }

  /** Stops looking. */
  cancel(): void {
    this.#search?.abort();
  }

  async #ask(image: ImageModel, named: Reference, signal: AbortSignal): Promise<BaseState> {
    const { base, ...rest } = await searchBase(
      image,
      {
        inspect: (reference, platform) => this.#sources.inspect(reference, { platform, signal }),
        tags: (repository) => this.#sources.tags(repository, signal),
      },
      signal,
    );
    return base === undefined ? { kind: "unproven", named, ...rest } : { kind: "found", base };
  }

  async #recall(image: ImageModel): Promise<void> {
    const reader: BaseReader = {
      inspect: async (reference, platform) => {
        const base = await this.#sources.recall(reference, platform);
        if (base === undefined) throw new NetworkError("offline", reference.repository.registry);
        return base;
      },
      tags: async () => [],
    };
    const base = await findBase(image, reader);
    if (base === undefined || this.#kept.get(image.manifest.digest)?.kind === "found") return;
    this.#set(image, { kind: "found", base });
    this.cancel();
    this.#onChange();
  }

  /** What was found is not lost to a search that ends after it. */
  #set({ manifest }: ImageModel, state: BaseState): void {
    if (this.#kept.get(manifest.digest)?.kind !== "found") this.#kept.set(manifest.digest, state);
  }
}
