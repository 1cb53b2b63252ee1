/** Listing the files of the image that a page shows: on request, and then the rows that the page wants. Knows no VS Code. */
import { mapParallel } from "../../core/async.ts";
import { ContentError, isAbort, settle } from "../../core/errors.ts";
import { type FolderSizes, sumFolders } from "../../core/files/folderSizes.ts";
import { type ImageTree, mergeLayers } from "../../core/files/imageTree.ts";
import type { LayerFiles } from "../../core/files/layerFiles.ts";
import type { LayerIndex } from "../../core/files/layerIndex.ts";
import { distinctLayers, isForeign } from "../../core/files/listLayers.ts";
import type { ImageModel, Layer } from "../../core/image/model.ts";
import { layersOf } from "../../core/image/steps.ts";
import type { Digest } from "../../core/reference/digest.ts";
import type { FilesAsk, FilesMessage, WasteMessage } from "../../protocol/files.ts";
import { FileLists } from "./fileLists.ts";
import { layerProgress } from "./layerProgress.ts";
import { wasteMessage } from "./wasteRows.ts";

/** What became of a layer. */
export type LayerOutcome = { readonly index: LayerIndex } | { readonly failure: unknown };

/** The image's layers, and what became of those that were looked at, by their numbers. */
export type LayerOutcomes = {
  readonly layers: readonly Layer[];
  readonly outcomes: ReadonlyMap<number, LayerOutcome>;
};

export type FilesState = LayerOutcomes &
  (
    | { readonly kind: "unread" }
    /** So many bytes of the layers that are read came so far. */
    | { readonly kind: "reading"; readonly wanted: readonly Layer[]; readonly bytes: number }
    | { readonly kind: "failed"; readonly failure: unknown }
    /** The tree of all layers that are listed. With another key there are others. */
    | { readonly kind: "read"; readonly key: string; readonly tree: ImageTree; readonly all: FolderSizes }
  );

type Lists = Pick<LayerFiles, "list" | "recall">;

/** Layers that are read at a time. */
const atOnce = 2;

/** The files of one image at a time. */
export class ImageFiles {
  readonly #open: () => Promise<Lists>;
  readonly #onChange: () => void;
  #image: ImageModel | undefined;
  #outcomes = new Map<number, LayerOutcome>();
  #work: AbortController | undefined;
  #lists: FileLists | undefined;
  #isSeen = false;
  #recalling: Promise<void> | undefined;
  #state: FilesState = { kind: "unread", layers: [], outcomes: new Map() };

  /** `open` gives the lists of layers. */
  constructor(open: () => Promise<Lists>, onChange: () => void) {
    this.#open = open;
    this.#onChange = onChange;
  }

  get state(): FilesState {
    return this.#state;
  }

  /** Turns to an image. */
  show(image: ImageModel): void {
    if (image.manifest.digest === this.#image?.manifest.digest) return;
    this.dispose();
    this.#image = image;
    this.#outcomes = new Map();
    for (const { number, descriptor } of layersOf(image).filter(isForeign)) {
      const failure = new ContentError("foreign", `Layer ${number} (${descriptor.digest})`);
      this.#outcomes.set(number, { failure });
    }
    this.#state = { kind: "unread", ...this.#known() };
    if (this.#isSeen) void this.recall();
  }

  /** Shows the layers that were listed before, which asks nobody; from now on those of each image that is turned to. */
  recall(): Promise<void> {
    this.#isSeen = true;
    if (this.#state.kind !== "unread") return Promise.resolve();
    this.#recalling = this.#run(async (files, signal) => {
      for (const layer of missing(this.#known())) {
        const outcome = await settle(files.recall(layer));
        signal.throwIfAborted();
        if ("value" in outcome && outcome.value !== undefined)
          this.#outcomes.set(layer.number, { index: outcome.value });
      }
    });
    return this.#recalling;
  }

  /** Reads the layers that are not listed. */
  async list(): Promise<void> {
    const wantedOf = this.#image;
    await this.#recalling;
    if (wantedOf !== this.#image) return;
    await this.#run(async (files, signal, { reference: { repository } }) => {
      const all = missing(this.#known());
      const wanted = distinctLayers([{ repository, layers: all }]).map(({ layer }) => layer);
      const tell = layerProgress((bytes) => {
        this.#state = { kind: "reading", wanted, bytes, ...this.#known() };
        this.#onChange();
      }, signal);
      const list = async (layer: Layer, stop: AbortSignal) => {
        const onProgress = (bytes: number) => tell(layer, bytes);
        const outcome = await settle(files.list(repository, layer, { signal: stop, onProgress }));
        const kept = "value" in outcome ? { index: outcome.value } : outcome;
        // A layer may stand in the image more than once.
        for (const same of all.filter((other) => isSame(layer, other))) this.#outcomes.set(same.number, kept);
      };
      await mapParallel(wanted, atOnce, list, signal);
    });
  }

  /** Stops reading; the layers that are listed stay. */
  cancel(): void {
    this.#work?.abort();
  }

  /** The rows that the page asks for; undefined when there are none, or another ask came meanwhile. */
  rows(ask: FilesAsk): Promise<FilesMessage | undefined> {
    return this.#lists?.answer(ask) ?? Promise.resolve(undefined);
  }

  /** Rows of wasted space; undefined when they are of other files. */
  waste(key: string, from: number): WasteMessage | undefined {
    const state = this.#state;
    return state.kind === "read" && state.key === key ? wasteMessage(key, state.tree.waste, from) : undefined;
  }

  /** Bytes of the layers once unpacked, by their digests, as far as they were read. */
  unpacked(): ReadonlyMap<Digest, number> {
    const indexes = [...this.#outcomes.values()].flatMap((one) => ("index" in one ? [one.index] : []));
    return new Map(
      indexes.flatMap(({ facts: { digest, bytes, cut } }) =>
        bytes === undefined || cut !== undefined ? [] : [[digest, bytes]],
      ),
    );
  }

  /** The lists that the page has asked for. */
  get lists(): FileLists | undefined {
    return this.#lists;
  }

  dispose(): void {
    this.#work?.abort();
    this.#work = undefined;
    this.#forget();
  }

  /** One piece of work at a time. Rejects only with what is a fault of ours. */
  async #run(work: (files: Lists, signal: AbortSignal, image: ImageModel) => Promise<void>): Promise<void> {
    const image = this.#image;
    if (image === undefined || this.#work !== undefined) return;
    const stop = new AbortController();
    this.#work = stop;
    try {
      const files = await this.#open();
      stop.signal.throwIfAborted();
      await work(files, stop.signal, image);
    } catch (failure) {
      if (!isAbort(failure)) throw failure;
    } finally {
      await this.#settle(stop, image);
    }
  }

  /** Shows what is listed after work, unless the page has turned to another image. */
  async #settle(work: AbortController, image: ImageModel): Promise<void> {
    if (this.#work !== work) return;
    const state = await this.#settled(image);
    if (this.#work !== work) return;
    this.#work = undefined;
    this.#state = state;
    this.#onChange();
  }

  /** The state after work: what is listed, put together. */
  async #settled(image: ImageModel): Promise<FilesState> {
    const known = this.#known();
    const listed = [...known.outcomes].flatMap(([number, outcome]) =>
      "index" in outcome ? [{ number, index: outcome.index }] : [],
    );
    listed.sort((a, b) => a.number - b.number);
    if (listed.length === 0) {
      const [failure] = [...known.outcomes.values()].flatMap((one) =>
        "failure" in one ? [one.failure] : [],
      );
      const isAll = known.outcomes.size === known.layers.length && failure !== undefined;
      return isAll ? { kind: "failed", failure, ...known } : { kind: "unread", ...known };
    }
    const key = [image.manifest.digest, ...listed.map(({ number }) => number)].join(" ");
    if (this.#state.kind === "read" && this.#state.key === key) return { ...this.#state, ...known };
    this.#forget();
    const outcome = await settle(mergeLayers(listed));
    if ("failure" in outcome) return { kind: "failed", failure: outcome.failure, ...known };
    const tree = outcome.value;
    const all = await sumFolders(tree.root, ({ mark }) => mark !== "removed");
    this.#lists = new FileLists(listed, { tree, sizes: all });
    return { kind: "read", key, tree, all, ...known };
  }

  #known(): LayerOutcomes {
    const layers = this.#image === undefined ? [] : layersOf(this.#image);
    return { layers, outcomes: new Map(this.#outcomes) };
  }

  #forget(): void {
    this.#lists?.dispose();
    this.#lists = undefined;
  }
}

/** The layers that are not listed but could be. */
export function missing({ layers, outcomes }: LayerOutcomes): readonly Layer[] {
  return layers.filter((layer) => {
    const outcome = outcomes.get(layer.number);
    return outcome === undefined || ("failure" in outcome && !isForeign(layer));
  });
}

function isSame(one: Layer, other: Layer): boolean {
  return one.descriptor.digest === other.descriptor.digest && one.diffId === other.diffId;
}
