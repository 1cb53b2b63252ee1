import type { LayerFiles } from "../../core/files/layerFiles.ts";
import type { Distribution } from "../../core/registry/distribution.ts";

export type LayersWorld = {
  readonly distributionFor: (host: string) => Distribution;
  /** The folder of what is kept on disk. */
  readonly storage: string;
  /** Bytes that the lists may take there. */
  readonly maxBytes: number;
};

/** The files of layers for all of this window, which is one LayerFiles; it is loaded on first need. */
export class Layers {
  readonly #world: LayersWorld;
  #opened: Promise<LayerFiles> | undefined;

  constructor(world: LayersWorld) {
    this.#world = world;
  }

  open(): Promise<LayerFiles> {
    this.#opened ??= this.#load();
    return this.#opened;
  }

  /** Forgets all lists, in memory and on disk. Rejects with the system's error when the disk refuses. */
  async clear(): Promise<void> {
    await (await this.open()).clear();
  }

  async #load(): Promise<LayerFiles> {
    const { distributionFor, storage, maxBytes } = this.#world;
    const [{ LayerFiles }, { openDerived }] = await Promise.all([
      import("../../core/files/layerFiles.ts"),
      import("../../core/content/derived.ts"),
    ]);
    return new LayerFiles({ distributionFor, store: openDerived(storage, "layers", { maxBytes }) });
  }
}
