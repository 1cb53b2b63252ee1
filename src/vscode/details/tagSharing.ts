/** Reading what the tags of a repository have in common with the image that a page shows. Knows no VS Code. */
import type { TagFacts } from "../../core/catalog/facts.ts";
import type { ReadPage } from "../../core/catalog/listPage.ts";
import { isAbort } from "../../core/errors.ts";
import type { Images } from "../../core/image/images.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { readStoredTags, type StoredTags } from "../../core/image/storedTags.ts";
import { formatPlatform, hostPlatform } from "../../core/oci/platform.ts";
import { effectiveTag, formatRepository, type Repository } from "../../core/reference/reference.ts";
import { chooseTags } from "./tagChoice.ts";

/** The most tags that are looked at. */
export const mostTags = 40;

/** Repositories, each for a platform, whose tags are kept when their page is closed. */
const mostKept = 20;

/** What was read of a repository's tags. */
export type ReadTags = StoredTags & {
  /** Whether these are all of its tags. */
  readonly isWhole: boolean;
  /** Milliseconds since 1970. */
  readonly asOf: number;
};

/** What was read, the oldest first; one for all pages. */
export type KeptTags = Map<string, ReadTags>;

export type SharingState =
  | { readonly kind: "unread" }
  /** `total` is not known until the list is here. */
  | { readonly kind: "reading"; readonly done: number; readonly total?: number }
  | { readonly kind: "failed"; readonly failure: unknown }
  /** `held`: the column of the image that is taken to be there already. */
  | { readonly kind: "read"; readonly read: ReadTags; readonly held?: number };

/** Whom to ask. */
export type TagSources = {
  readonly images: Pick<Images, "manifest" | "resolve">;
  tags(repository: Repository): ReadPage<TagFacts>;
  now(): number;
};

/** The tags beside one image at a time. */
export class TagSharing {
  readonly #sources: TagSources;
  readonly #kept: KeptTags;
  readonly #onChange: () => void;
  #image: ImageModel | undefined;
  #key = "";
  #reading: AbortController | undefined;
  #state: SharingState = { kind: "unread" };

  constructor(sources: TagSources, kept: KeptTags, onChange: () => void) {
    this.#sources = sources;
    this.#kept = kept;
    this.#onChange = onChange;
  }

  get state(): SharingState {
    return this.#state;
  }

  /** Turns to an image: what was read of its repository for its platform is there at once. */
  show(image: ImageModel): void {
    const { platform = hostPlatform(), reference } = image;
    const key = `${formatRepository(reference.repository)} ${formatPlatform(platform)}`;
    this.#image = image;
    if (key === this.#key) return;
    this.#key = key;
    this.cancel();
    this.#reading = undefined;
    this.#state = this.#known();
  }

  /** Reads the tags. Rejects only with what is a fault of ours. */
  async look(): Promise<void> {
    const image = this.#image;
    if (image === undefined || this.#reading !== undefined) return;
    const key = this.#key;
    const reading = new AbortController();
    this.#reading = reading;
    const tell = (state: SharingState) => {
      if (this.#reading !== reading) return;
      this.#state = state;
      this.#onChange();
    };
    tell({ kind: "reading", done: 0 });
    try {
      const read = await this.#read(image, reading.signal, (done, total) =>
        tell({ kind: "reading", done, total }),
      );
      this.#keep(key, read);
      tell({ kind: "read", read });
    } catch (failure) {
      tell(isAbort(failure) ? this.#known() : { kind: "failed", failure });
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  /** Stops reading; what was read before is shown again. */
  cancel(): void {
    this.#reading?.abort();
  }

  /** Takes the image of a column to be there already. */
  hold(column: number): void {
    if (this.#state.kind !== "read") return;
    this.#state = { ...this.#state, held: column };
    this.#onChange();
  }

  async #read(
    { reference, platform = hostPlatform() }: ImageModel,
    signal: AbortSignal,
    onRead: (done: number, total: number) => void,
  ): Promise<ReadTags> {
    const { repository } = reference;
    const { images, now } = this.#sources;
    const list = this.#sources.tags(repository);
    const { tags, isWhole } = await chooseTags(list, mostTags, effectiveTag(reference), signal);
    onRead(0, tags.length);
    const stored = await readStoredTags(images, repository, tags, { platform, signal, onRead });
    return { ...stored, isWhole, asOf: now() };
  }

  #known(): SharingState {
    const read = this.#kept.get(this.#key);
    return read === undefined ? { kind: "unread" } : { kind: "read", read };
  }

  #keep(key: string, read: ReadTags): void {
    this.#kept.delete(key);
    this.#kept.set(key, read);
    for (const oldest of [...this.#kept.keys()].slice(0, -mostKept)) this.#kept.delete(oldest);
  }
}
