import type { Derived } from "../../core/content/derived.ts";
import type { LayerFiles } from "../../core/files/layerFiles.ts";
import type { Distribution } from "../../core/registry/distribution.ts";

export type LayersWorld = {
  readonly distributionFor: (host: string) => Distribution;
  /** The folder of what is kept on disk. */
  readonly storage: string;
  /** Bytes that the lists may take there, and the files that were opened. */
  readonly maxBytes: number;
};

type Opened = { readonly lists: LayerFiles; readonly contents: Derived };

/** The files of layers for all of this window, which is one LayerFiles; it is loaded on first need. */
export class Layers {
  readonly #world: LayersWorld;
  #opened: Promise<Opened> | undefined;

  constructor(world: LayersWorld) {
    this.#world = world;
  }

  async open(): Promise<LayerFiles> {
    return (await this.#open()).lists;
  }

  /** Contents of files that were opened, by a digest that its reader makes. */
  async contents(): Promise<Derived> {
    return (await this.#open()).contents;
  }

  /** Forgets everything, in memory and on disk. Rejects with the system's error when the disk refuses. */
  async clear(): Promise<void> {
    const { lists, contents } = await this.#open();
    await Promise.all([lists.clear(), contents.clear()]);
  }

  #open(): Promise<Opened> {
    this.#opened ??= this.#load();
    return this.#opened;
  }

  async #load(): Promise<Opened> {
    const { distributionFor, storage, maxBytes } = this.#world;
    const [{ LayerFiles }, { openDerived }] = await Promise.all([
      import("../../core/files/layerFiles.ts"),
      import("../../core/content/derived.ts"),
    ]);
    const lists = new LayerFiles({ distributionFor, store: openDerived(storage, "layers", { maxBytes }) });
    return { lists, contents: openDerived(storage, "files", { maxBytes }) };
  }
}
