/** Reading what is attached to the image that a page shows. Knows no VS Code. */
import { type AttachedSource, findHeld } from "../../core/attached/held.ts";
import type { Sbom } from "../../core/attached/model.ts";
import type { PackageList } from "../../core/attached/packageRows.ts";
import { packagesInWorker } from "../../core/attached/packagesInWorker.ts";
import { type ReadHeld, readHeld } from "../../core/attached/readHeld.ts";
import { isAbort } from "../../core/errors.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { Recent } from "../../core/image/recent.ts";
import type { Digest } from "../../core/reference/digest.ts";
import { aboutOther } from "../attached/attachedText.ts";
import { largestDocument } from "../attached/documentContent.ts";

/** What was found. */
export type ReadAttached = {
  readonly held: readonly ReadHeld[];
  /** Whether the registry has more. */
  readonly cut: boolean;
  /** Milliseconds since 1970. */
  readonly asOf: number;
};

export type PackagesState =
  | { readonly kind: "reading" }
  | { readonly kind: "failed"; readonly failure: unknown }
  | { readonly kind: "read"; readonly list: Omit<PackageList, "rows" | "purls"> };

export type AttachedState =
  | { readonly kind: "unread" }
  /** `total` is not known until the lists are here. */
  | { readonly kind: "reading"; readonly done: number; readonly total?: number }
  | { readonly kind: "failed"; readonly failure: unknown }
  | {
      readonly kind: "read";
      readonly read: ReadAttached;
      /** By the documents' digests. */
      readonly packages: ReadonlyMap<Digest, PackagesState>;
      /** Whether it is being asked again. */
      readonly isAgain?: boolean;
    };

/** Whom to ask, and whom to tell. */
export type AttachedParts = {
  source(registry: string): AttachedSource;
  now(): number;
  onChange(): void;
  /** Gets the rows of an SBOM that was asked for. */
  onPackages(of: Digest, rows: Uint8Array): void;
};

/** Bytes of rows that are kept, for pages that ask again. */
const recentBytes = 16 * 1024 * 1024;

/** What is attached to one image at a time; what was found is kept for the platforms of a page. */
export class AttachedReading {
  readonly #parts: AttachedParts;
  readonly #kept = new Map<Digest, AttachedState>();
  readonly #packages = new Map<Digest, PackagesState>();
  readonly #rows = new Recent<PackageList>(recentBytes);
  readonly #closing = new AbortController();
  #image: ImageModel | undefined;
  #reading: AbortController | undefined;

  constructor(parts: AttachedParts) {
    this.#parts = parts;
  }

  get state(): AttachedState {
    const state = this.#image && this.#kept.get(this.#image.manifest.digest);
    return state?.kind === "read" ? { ...state, packages: this.#packages } : (state ?? { kind: "unread" });
  }

  /** Turns to an image; nothing is asked. */
  show(image: ImageModel): void {
    const last = this.#image;
    this.#image = image;
    if (last?.manifest.digest === image.manifest.digest) return;
    this.cancel();
    // Rows name the layers of an image by their numbers.
    this.#packages.clear();
  }

  /** Asks what is attached. Rejects only with what is a fault of ours. */
  async look(): Promise<void> {
    const image = this.#image;
    if (image === undefined || this.#reading !== undefined) return;
    const { digest } = image.manifest;
    const before = this.#kept.get(digest) ?? { kind: "unread" };
    const reading = new AbortController();
    this.#reading = reading;
    const tell = (state: AttachedState) => {
      this.#kept.set(digest, state);
      this.#parts.onChange();
    };
    const progress = (state: AttachedState & { kind: "reading" }) =>
      tell(before.kind === "read" ? { ...before, isAgain: true } : state);
    progress({ kind: "reading", done: 0 });
    try {
      const read = await this.#read(image, reading.signal, (done, total) =>
        progress({ kind: "reading", done, total }),
      );
      tell({ kind: "read", read, packages: this.#packages });
    } catch (failure) {
      tell(isAbort(failure) ? before : { kind: "failed", failure });
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  /** Reads the packages of an SBOM among what was found, and tells its rows; again when it is asked again. */
  async readPackages(of: string): Promise<void> {
    const image = this.#image;
    const part = this.find(of)?.part;
    if (image === undefined || part === undefined) return;
    const { digest } = part.blob;
    if (this.#packages.get(digest)?.kind === "reading") return;
    const tell = (state: PackagesState) => {
      if (!this.#isShown(image)) return;
      this.#packages.set(digest, state);
      this.#parts.onChange();
    };
    const known = this.#rows.get(rowsKey(image, digest));
    if (known === undefined) tell({ kind: "reading" });
    try {
      const {
        rows,
        purls: _,
        ...list
      } = known ?? (await this.#fetchList(image, digest, this.#closing.signal));
      if (this.#isShown(image)) this.#parts.onPackages(digest, rows);
      tell({ kind: "read", list });
    } catch (failure) {
      if (!isAbort(failure)) tell({ kind: "failed", failure });
    }
  }

  /** The first SBOM of the very image that was read, and does not say that it is of another. */
  get sbom(): { readonly digest: Digest; readonly format: Sbom["format"] } | undefined {
    const { state } = this;
    const held = state.kind === "read" ? state.read.held : [];
    return held.flatMap((one) => {
      const { said, subject, part } = one;
      if (said.kind !== "sbom" || part === undefined || subject !== this.#image?.manifest.digest) return [];
      const isOther = aboutOther(said.sbom.subjects, subject).length > 0;
      return isOther ? [] : [{ digest: part.blob.digest, format: said.sbom.format }];
    })[0];
  }

  /** The packages of an SBOM of an image. Rejects with why they cannot be read, or the signal's reason. */
  async list(image: ImageModel, of: Digest, signal: AbortSignal): Promise<PackageList> {
    return this.#rows.get(rowsKey(image, of)) ?? (await this.#fetchList(image, of, signal));
  }

  /** What was found, by its digest. */
  find(digest: string): ReadHeld | undefined {
    const { state } = this;
    return state.kind === "read" ? state.read.held.find((held) => digestOf(held) === digest) : undefined;
  }

  /** Stops looking; what was found before is shown again. */
  cancel(): void {
    this.#reading?.abort();
    this.#reading = undefined;
  }

  close(): void {
    this.cancel();
    this.#closing.abort();
  }

  async #read(
    image: ImageModel,
    signal: AbortSignal,
    onRead: (done: number, total: number) => void,
  ): Promise<ReadAttached> {
    const { descriptor, index, manifest } = image;
    const { repository } = image.reference;
    const source = this.#parts.source(repository.registry);
    const readSbom = async (bytes: Uint8Array, digest: Digest, either: AbortSignal) =>
      (await this.#list(image, bytes, digest, either)).facts;
    const subjects = new Set([manifest.digest, descriptor.digest]);
    const { held, cut } = await findHeld(source, { repository, subjects, index }, { signal });
    return {
      held: await readHeld(source, repository, held, { readSbom, signal, onRead }),
      cut,
      asOf: this.#parts.now(),
    };
  }

  #isShown({ manifest }: ImageModel): boolean {
    return this.#image?.manifest.digest === manifest.digest;
  }

  async #fetchList(image: ImageModel, digest: Digest, signal: AbortSignal): Promise<PackageList> {
    const { repository } = image.reference;
    const blob = { mediaType: "", digest, size: undefined };
    const source = this.#parts.source(repository.registry);
    return this.#list(image, await source.blob(repository, blob, largestDocument, signal), digest, signal);
  }

  async #list(
    image: ImageModel,
    bytes: Uint8Array,
    digest: Digest,
    signal: AbortSignal,
  ): Promise<PackageList> {
    const layers = new Map<string, number>();
    for (const { layer } of image.steps) {
      if (layer === undefined) continue;
      layers.set(layer.descriptor.digest, layer.number);
      if (layer.diffId !== undefined) layers.set(layer.diffId, layer.number);
    }
    const list = await packagesInWorker({ bytes, subject: `the document ${digest}`, layers }, signal);
    this.#rows.set(rowsKey(image, digest), list, list.rows.length + list.purls.length);
    return list;
  }
}

function rowsKey({ manifest }: ImageModel, digest: Digest): string {
  return `${manifest.digest} ${digest}`;
}

/** What the page calls something by: the digest of the document, else that of the artifact. */
export function digestOf({ digest, part }: ReadHeld): Digest {
  return part?.blob.digest ?? digest;
}
