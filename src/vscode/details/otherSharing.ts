/** What an image has in common with one that the user picks, of any registry. Knows no VS Code. */
import { isAbort } from "../../core/errors.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { presentLayers } from "../../core/image/presentLayers.ts";
import { layersOf } from "../../core/image/steps.ts";
import type { Platform } from "../../core/oci/model.ts";
import type { Digest } from "../../core/reference/digest.ts";
import { formatRepository, type Reference, type Repository } from "../../core/reference/reference.ts";

/** What was read of the other image. */
export type ReadOther = {
  readonly image: ImageModel;
  /** This image's layers that the other's repository has; undefined when it did not say. */
  readonly present: ReadonlySet<Digest> | undefined;
  /** Why it did not. */
  readonly failure?: unknown;
};

export type OtherState =
  | { readonly kind: "none" }
  | { readonly kind: "reading" | "failed"; readonly reference: Reference; readonly failure?: unknown }
  | { readonly kind: "read"; readonly reference: Reference; readonly other: ReadOther };

/** Whom to ask. */
export type OtherSources = {
  inspect(
    reference: Reference,
    options: { platform?: Platform | undefined; signal: AbortSignal },
  ): Promise<ImageModel>;
  hasBlob(repository: Repository, digest: Digest, signal: AbortSignal): Promise<boolean>;
};

/** The other image beside one at a time. */
export class OtherSharing {
  readonly #sources: OtherSources;
  readonly #onChange: () => void;
  #image: ImageModel | undefined;
  #reading: AbortController | undefined;
  #state: OtherState = { kind: "none" };

  constructor(sources: OtherSources, onChange: () => void) {
    this.#sources = sources;
    this.#onChange = onChange;
  }

  get state(): OtherState {
    return this.#state;
  }

  /** The image that was picked. */
  get reference(): Reference | undefined {
    return this.#state.kind === "none" ? undefined : this.#state.reference;
  }

  /** Turns to an image, such as that of another platform: the one that was picked stays, and is read for it. */
  show(image: ImageModel): void {
    const isSame = image.manifest.digest === this.#image?.manifest.digest;
    this.#image = image;
    if (!isSame && this.#state.kind !== "none") void this.pick(this.#state.reference);
  }

  /** Reads the other image, and what its repository has of this one. Rejects only with what is a fault of ours. */
  async pick(reference: Reference): Promise<void> {
    const image = this.#image;
    if (image === undefined) return;
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    const tell = (state: OtherState) => {
      if (this.#reading !== reading) return;
      this.#state = state;
      this.#onChange();
    };
    tell({ kind: "reading", reference });
    try {
      tell({ kind: "read", reference, other: await this.#read(image, reference, reading.signal) });
    } catch (failure) {
      tell(isAbort(failure) ? { kind: "none" } : { kind: "failed", reference, failure });
    }
  }

  cancel(): void {
    this.#reading?.abort();
  }

  async #read(image: ImageModel, reference: Reference, signal: AbortSignal): Promise<ReadOther> {
    const { platform } = image;
    const other = await this.#sources.inspect(reference, { platform, signal });
    const own = layersOf(image).map(({ descriptor }) => descriptor);
    const { repository } = reference;
    const isOwn = formatRepository(repository) === formatRepository(image.reference.repository);
    const known = new Set((isOwn ? own : layersOf(other).map(({ descriptor }) => descriptor)).map(digestOf));
    try {
      const hasBlob = (digest: Digest, stop: AbortSignal) => this.#sources.hasBlob(repository, digest, stop);
      return { image: other, present: await presentLayers(own, known, hasBlob, signal) };
    } catch (failure) {
      if (isAbort(failure)) throw failure;
      return { image: other, present: undefined, failure };
    }
  }
}

function digestOf({ digest }: { readonly digest: Digest }): Digest {
  return digest;
}
