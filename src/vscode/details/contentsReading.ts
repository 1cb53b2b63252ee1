/** Reading what is in something that is no image to run. Knows no VS Code. */
import { type Contents, readContents } from "../../core/attached/contents.ts";
import type { AttachedSource } from "../../core/attached/held.ts";
import { isAbort } from "../../core/errors.ts";
import type { ImageModel } from "../../core/image/model.ts";
import type { Digest } from "../../core/reference/digest.ts";
import { largestDocument } from "../attached/documentContent.ts";

export type ContentsState =
  | { readonly kind: "reading" }
  | { readonly kind: "failed"; readonly failure: unknown }
  | { readonly kind: "read"; readonly contents: Contents };

/** Whom to ask. */
export type ContentsParts = {
  source(registry: string): Pick<AttachedSource, "manifest" | "blob">;
  onChange(): void;
};

/** The contents of one document at a time. */
export class ContentsReading {
  readonly #parts: ContentsParts;
  readonly #closing = new AbortController();
  #digest: Digest | undefined;
  #state: ContentsState | undefined;

  constructor(parts: ContentsParts) {
    this.#parts = parts;
  }

  /** undefined for an image to run. */
  get state(): ContentsState | undefined {
    return this.#state;
  }

  /** Turns to a document, and reads it: its manifest is here, and of most kinds a small configuration tells the rest. */
  show(image: ImageModel): void {
    const { digest } = image.manifest;
    if (digest === this.#digest) return;
    this.#digest = digest;
    this.#state = image.role === "image" ? undefined : { kind: "reading" };
    if (image.role !== "image") void this.#read(image);
  }

  close(): void {
    this.#closing.abort();
  }

  async #read({ reference: { repository }, manifest: { digest } }: ImageModel): Promise<void> {
    const { signal } = this.#closing;
    const source = this.#parts.source(repository.registry);
    const tell = (state: ContentsState) => {
      if (this.#digest !== digest) return;
      this.#state = state;
      this.#parts.onChange();
    };
    try {
      const { document } = await source.manifest(repository, digest, signal);
      const blob: Parameters<typeof readContents>[1] = (wanted) =>
        source.blob(repository, wanted, largestDocument, signal);
      tell({ kind: "read", contents: await readContents(document, blob, `the contents of ${digest}`) });
    } catch (failure) {
      if (!isAbort(failure)) tell({ kind: "failed", failure });
    }
  }
}
