import { env, window } from "vscode";
import type { AttachedSource } from "../../core/attached/held.ts";
import type { ImageModel } from "../../core/image/model.ts";
import type { AttachedIntent, PackagesMessage } from "../../protocol/attached.ts";
import type { DocumentFiles } from "../attached/documentFiles.ts";
import { contentsPlace, placeOf } from "../attached/documentFlows.ts";
import type { DocumentPlace } from "../attached/documentPlace.ts";
import { AttachedReading, type AttachedState } from "./attachedReading.ts";
import { ContentsReading, type ContentsState } from "./contentsReading.ts";

/** Where what is attached to images of a registry is read, and what opens documents. */
export type AttachedTabParts = {
  readonly source: (registry: string) => AttachedSource;
  readonly documents: Pick<DocumentFiles, "prepare">;
};

/** The tabs of what is attached and of contents of one panel: what they show, and what they do on intents. */
export class AttachedTab {
  readonly #documents: AttachedTabParts["documents"];
  readonly #attached: AttachedReading;
  readonly #contents: ContentsReading;
  #image: ImageModel | undefined;

  /** `post` sends what stands beside the state. */
  constructor(
    { source, documents }: AttachedTabParts,
    onChange: () => void,
    post: (message: PackagesMessage) => void,
  ) {
    this.#documents = documents;
    this.#attached = new AttachedReading({
      source,
      now: Date.now,
      onChange,
      onPackages: (of, rows) => post({ type: "packages", of, rows }),
    });
    this.#contents = new ContentsReading({ source, onChange });
  }

  /** What is attached, as far as it was read. */
  get reading(): AttachedReading {
    return this.#attached;
  }

  get state(): { readonly attached: AttachedState; readonly contents: ContentsState | undefined } {
    return { attached: this.#attached.state, contents: this.#contents.state };
  }

  /** Turns to an image. */
  show(image: ImageModel): void {
    this.#image = image;
    this.#attached.show(image);
    this.#contents.show(image);
  }

  /** Stops asking what is attached. */
  cancel(): void {
    this.#attached.cancel();
  }

  close(): void {
    this.#attached.close();
    this.#contents.close();
  }

  /** What the page asks of a document that is not among them is not done. */
  async act(intent: AttachedIntent): Promise<void> {
    switch (intent.type) {
      case "lookAtAttached":
        return this.#attached.look();
      case "readPackages":
        return this.#attached.readPackages(intent.digest);
      case "openContents":
        return this.#openContents();
      case "openAttached":
        return this.#openAttached(intent.digest);
      case "copyAttached":
        return this.#copy(intent.digest);
    }
  }

  async #openContents(): Promise<void> {
    if (this.#image === undefined) return;
    const { reference, manifest } = this.#image;
    await this.#open(contentsPlace(reference, manifest.digest));
  }

  async #openAttached(digest: string): Promise<void> {
    const held = this.#attached.find(digest);
    if (held === undefined || this.#image === undefined) return;
    const { part, subject } = held;
    const reference = { repository: this.#image.reference.repository, digest: held.digest };
    await this.#open(placeOf({ reference, subject, ...(part !== undefined && { part }) }));
  }

  async #copy(digest: string): Promise<void> {
    if (this.#attached.find(digest) === undefined) return;
    await env.clipboard.writeText(digest);
    window.setStatusBarMessage(`$(check) Copied ${digest.slice(0, 60)}`, 3000);
  }

  async #open(place: DocumentPlace): Promise<void> {
    await window.showTextDocument(await this.#documents.prepare(place), { preview: true });
  }
}
