/** The comparison of the files of two images, made on request. Knows no VS Code. */
import { isAbort, settle } from "../../core/errors.ts";
import { compareTrees } from "../../core/files/compareTrees.ts";
import { mergeLayers, type NumberedList } from "../../core/files/imageTree.ts";
import type { LayerFiles } from "../../core/files/layerFiles.ts";
import {
  bytesOf,
  distinctLayers,
  type LayeredImage,
  listLayers,
  type PlacedLayer,
} from "../../core/files/listLayers.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { layersOf } from "../../core/image/steps.ts";
import type { FileSide } from "../files/fileFlows.ts";
import { layerProgress } from "../files/layerProgress.ts";
import { type ChangeRows, changeRows, type EntryAt } from "./compareFileRows.ts";

/** Two images to run, the older one first. */
export type ComparedPair = { readonly old: ImageModel; readonly now: ImageModel };

/** What was read of the layers of one image. */
export type ReadImage = { readonly image: ImageModel; readonly lists: readonly NumberedList[] };

export type ComparedFiles = ChangeRows & { readonly old: ReadImage; readonly now: ReadImage };

export type FileComparisonState =
  /** `missing`: layers that were not listed before; undefined until that is known. */
  | {
      readonly kind: "unread";
      readonly all: readonly PlacedLayer[];
      readonly missing?: readonly PlacedLayer[];
    }
  /** Bytes that were read and that will be, the latter undefined when a size is unknown. */
  | { readonly kind: "reading"; readonly done: number; readonly total: number | undefined }
  /** All layers are there. */
  | { readonly kind: "comparing" }
  | { readonly kind: "failed"; readonly failure: unknown }
  | { readonly kind: "read"; readonly key: string; readonly files: ComparedFiles };

/** Opens what lists layers. */
export type OpenLayers = () => Promise<Pick<LayerFiles, "list" | "recall">>;

/** The files of one pair of images at a time. */
export class FileComparison {
  readonly #open: OpenLayers;
  readonly #onChange: () => void;
  #pair: ComparedPair | undefined;
  #key = "";
  #reading: AbortController | undefined;
  #state: FileComparisonState | undefined;

  constructor(open: OpenLayers, onChange: () => void) {
    this.#open = open;
    this.#onChange = onChange;
  }

  /** Undefined when there are no two different images to run. */
  get state(): FileComparisonState | undefined {
    return this.#state;
  }

  /** The images of the state. */
  get pair(): ComparedPair | undefined {
    return this.#pair;
  }

  /** Turns to a pair; what was compared of the same one is kept. */
  show(pair: ComparedPair | undefined): void {
    const isPair = pair?.old.role === "image" && pair.now.role === "image";
    const shown = isPair && pair.old.manifest.digest !== pair.now.manifest.digest ? pair : undefined;
    const key = shown === undefined ? "" : `${shown.old.manifest.digest} ${shown.now.manifest.digest}`;
    this.#pair = shown;
    if (key === this.#key) return;
    this.#key = key;
    this.cancel();
    this.#reading = undefined;
    this.#state = shown && this.#unread(shown);
  }

  /** Reads what is missing, and compares. Rejects only with what is a fault of ours. */
  async compare(): Promise<void> {
    const pair = this.#pair;
    if (pair === undefined || this.#reading !== undefined) return;
    const key = this.#key;
    const reading = new AbortController();
    this.#reading = reading;
    const tell = (state: FileComparisonState) => {
      if (this.#reading !== reading) return;
      this.#state = state;
      this.#onChange();
    };
    tell({ kind: "reading", done: 0, total: undefined });
    try {
      const files = await compareFiles(await this.#open(), pair, reading.signal, tell);
      tell({ kind: "read", key, files });
    } catch (failure) {
      tell(isAbort(failure) ? this.#unread(pair) : { kind: "failed", failure });
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  /** Stops reading. What was listed until then is not read again. */
  cancel(): void {
    this.#reading?.abort();
  }

  /** What will be missing is told later. */
  #unread(pair: ComparedPair): FileComparisonState {
    const all = distinctLayers(imagesOf(pair));
    const state = { kind: "unread", all } as const;
    void this.#findMissing(all).then((missing) => {
      if (this.#state !== state) return;
      this.#state = { ...state, missing };
      this.#onChange();
    });
    return state;
  }

  async #findMissing(all: readonly PlacedLayer[]): Promise<readonly PlacedLayer[]> {
    const answer = await settle(unlisted(await this.#open(), all));
    return "failure" in answer ? all : answer.value;
  }
}

function imagesOf({ old, now }: ComparedPair): readonly [LayeredImage, LayeredImage] {
  const image = (one: ImageModel) => ({ repository: one.reference.repository, layers: layersOf(one) });
  return [image(old), image(now)];
}

async function unlisted(
  files: Pick<LayerFiles, "recall">,
  layers: readonly PlacedLayer[],
): Promise<readonly PlacedLayer[]> {
  const known = await Promise.all(layers.map(({ layer }) => files.recall(layer)));
  return layers.filter((_, at) => known[at] === undefined);
}

async function compareFiles(
  files: Pick<LayerFiles, "list" | "recall">,
  pair: ComparedPair,
  signal: AbortSignal,
  tell: (state: FileComparisonState) => void,
): Promise<ComparedFiles> {
  const images = imagesOf(pair);
  const missing = await unlisted(files, distinctLayers(images));
  const total = bytesOf(missing.map(({ layer }) => layer));
  const onProgress = layerProgress((done) => tell({ kind: "reading", done, total }));
  const [old = [], now = []] = await listLayers(files, images, { signal, onProgress });
  tell({ kind: "comparing" });
  const [before, after] = [await mergeLayers(old, signal), await mergeLayers(now, signal)];
  const compared = await compareTrees(before.root, after.root, signal);
  return {
    ...(await changeRows(compared, signal)),
    old: { image: pair.old, lists: old },
    now: { image: pair.now, lists: now },
  };
}

/** What both images have at the path of a row; undefined for a row without files. */
export function sidesOf(
  { files, old, now }: ComparedFiles,
  row: number,
): readonly [FileSide, FileSide] | undefined {
  const found = files[row];
  if (found === undefined || (found.old === undefined && found.now === undefined)) return undefined;
  const { path } = found;
  const side = ({ image }: ReadImage, at: EntryAt | undefined): FileSide =>
    at === undefined ? { image, absent: path } : { image, ...at };
  return [side(old, found.old), side(now, found.now)];
}
