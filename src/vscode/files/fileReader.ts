/** Files of images by their places: where their bytes are, and the bytes. Knows no VS Code. */
import { SingleFlight } from "../../core/async.ts";
import type { FileProblem } from "../../core/explainFiles.ts";
import { entryOf, type FileNode } from "../../core/files/fileNode.ts";
import { find } from "../../core/files/find.ts";
import { mergeLayers } from "../../core/files/imageTree.ts";
import type { LayerEntry } from "../../core/files/layerEntry.ts";
import type { LayerOptions } from "../../core/files/layerFiles.ts";
import type { LayerIndex } from "../../core/files/layerIndex.ts";
import { standardLimits } from "../../core/files/limits.ts";
import { bytesOf, isForeign, listLayers } from "../../core/files/listLayers.ts";
import { partsOf } from "../../core/files/paths.ts";
import type { Images } from "../../core/image/images.ts";
import type { ImageModel, Layer } from "../../core/image/model.ts";
import { Recent } from "../../core/image/recent.ts";
import { layersOf } from "../../core/image/steps.ts";
import { digestOf } from "../../core/oci/verify.ts";
import { formatRepository } from "../../core/reference/reference.ts";
import { type FilePlace, type FolderPlace, shownPath } from "./filePlace.ts";
import type { Layers } from "./layers.ts";

/** The largest file that an editor gets, in bytes. */
export const largestFile = 32_000_000;
/** Bytes that a registry is asked for when nobody told to, such as for an editor that comes back after a restart. */
const mostUnasked = 16_000_000;
/** Bytes of contents that are kept, so that VS Code's many questions about a file cost nothing. */
const recentBytes = 64_000_000;
/** Entries of the layers whose trees are kept. */
const recentEntries = 400_000;

/** Where a file's bytes are. */
export type Found = {
  readonly image: ImageModel;
  readonly layer: Layer;
  readonly index: LayerIndex;
  readonly entry: LayerEntry;
};

/** The files of an image. */
export type FileTree = {
  readonly root: FileNode;
  /** Whether all layers are in it, and each to its end. */
  readonly isWhole: boolean;
};

export type FolderItem = { readonly name: string; readonly isFolder: boolean; readonly isLink: boolean };

/** How much may be asked of a registry: what the user told to read, a little, or nothing. */
export type MayAsk = "all" | "little" | "nothing";

export type ReadOptions = {
  readonly mayAsk: MayAsk;
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes were read so far: of a layer's stream, or of a file's content. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
};

export type FileWorld = {
  readonly images: Pick<Images, "inspect" | "recall">;
  readonly layers: Pick<Layers, "open" | "contents">;
};

/** See the file's head. Calls reject with a Failure of errors.ts, or their signal's reason. */
export class FileReader {
  readonly #images: FileWorld["images"];
  readonly #layers: FileWorld["layers"];
  readonly #contents = new Recent<Uint8Array>(recentBytes);
  readonly #reading = new SingleFlight<Uint8Array>();
  readonly #trees = new Recent<FileTree>(recentEntries);

  constructor({ images, layers }: FileWorld) {
    this.#images = images;
    this.#layers = layers;
  }

  /** Where the bytes of a place are, or why there are none. */
  async find(place: FilePlace, options: ReadOptions): Promise<Found | FileProblem> {
    const image = await this.#image(place, options);
    if (image === undefined) return { kind: "untrusted" };
    // Of an index it is the machine that decides which image is meant, and a place means the same everywhere.
    if (image.manifest.digest !== place.manifest) return { kind: "missing", path: shownPath(place.parts) };
    if (place.view === "layer") return this.#findEntry(place, image, options);
    const tree = await this.tree(image, options);
    return isProblem(tree) ? tree : foundIn(tree, image, place.parts);
  }

  /** The bytes of what was found, verified; at most `largestFile`. */
  async read(found: Found, options: ReadOptions): Promise<Uint8Array | FileProblem> {
    const { image, layer, index, entry } = found;
    const { size, digest } = entry;
    const unread = this.unread(found);
    if (unread !== undefined || digest === undefined) return unread ?? new Uint8Array();
    if (size > largestFile)
      return { kind: "large", path: pathOf(entry), size, limit: largestFile, taker: "editor" };
    const known = await this.#kept(found);
    if (known !== undefined) return known;
    const refused = refusal(image, this.cost(found), options);
    if (refused !== undefined) return refused;
    const { repository } = image.reference;
    const files = await this.#layers.open();
    const read = async (signal: AbortSignal) => {
      const wanted = { index, entry, limit: largestFile };
      const content = await files.read(repository, layer, wanted, { ...options, signal });
      void this.#keep(found, content);
      return content;
    };
    return this.#reading.join(`${formatRepository(repository)} ${keyOf(found)}`, read, options.signal);
  }

  /** The bytes of what was found as they come, whatever their number; verified at their end. */
  async *stream(
    { image, layer, index, entry }: Found,
    options: LayerOptions,
  ): AsyncGenerator<Uint8Array, void> {
    const files = await this.#layers.open();
    yield* files.stream(image.reference.repository, layer, { index, entry }, options);
  }

  /** Why the bytes of what was found cannot be had; undefined when they can. */
  unread({ entry }: Found): FileProblem | undefined {
    const isCut = entry.size > 0 && entry.digest === undefined;
    return isCut ? { kind: "cut", path: pathOf(entry), limit: standardLimits.bytes } : undefined;
  }

  /** Bytes that the registry sends at most for a file; 0 when it is here, undefined when the layer does not say. */
  cost(found: Found): number | undefined {
    const { layer, index, entry } = found;
    if (entry.digest === undefined || this.#contents.get(keyOf(found)) !== undefined) return 0;
    return index.facts.source === "toc" ? entry.size : layer.descriptor.size;
  }

  /** What is in a folder, links among it followed; undefined when there is no such folder. */
  async folder(
    place: FolderPlace,
    options: ReadOptions,
  ): Promise<readonly FolderItem[] | FileProblem | undefined> {
    const image = await this.#image(place, options);
    if (image === undefined) return { kind: "untrusted" };
    const tree = await this.tree(image, options);
    if (isProblem(tree)) return tree;
    const { children } = find(tree.root, place.parts, true) ?? {};
    return (
      children &&
      [...children.values()].flatMap(({ name, mark, inode }): FolderItem[] => {
        if (mark === "removed") return [];
        const isLink = inode?.target !== undefined;
        const isFolder = find(tree.root, [...place.parts, name], true)?.children !== undefined;
        return [{ name, isLink, isFolder }];
      })
    );
  }

  /** The list of an image's layer. Asks the registry for it when it is not there. */
  async listed(image: ImageModel, layer: Layer, options: LayerOptions = {}): Promise<LayerIndex> {
    const files = await this.#layers.open();
    return files.list(image.reference.repository, layer, options);
  }

  /** The files of an image with all its layers, as far as they are kept in the registry. */
  async tree(image: ImageModel, options: ReadOptions): Promise<FileTree | FileProblem> {
    const { digest } = image.manifest;
    const known = this.#trees.get(digest);
    if (known !== undefined) return known;
    const bytes = await this.listingCost(image);
    const refused = bytes === 0 ? undefined : refusal(image, bytes, options);
    if (refused !== undefined) return refused;
    const files = await this.#layers.open();
    const layers = layersOf(image);
    const read = new Map<Layer, number>();
    const { repository } = image.reference;
    const [lists = []] = await listLayers(files, [{ repository, layers }], {
      signal: options.signal,
      onProgress: (layer, count) => {
        read.set(layer, count);
        options.onProgress?.([...read.values()].reduce((sum, one) => sum + one, 0));
      },
    });
    const { root } = await mergeLayers(lists, options.signal);
    const isWhole =
      lists.length === layers.length && lists.every(({ index }) => index.facts.cut === undefined);
    const tree = { root, isWhole };
    this.#trees.set(
      digest,
      tree,
      lists.reduce((sum, { index }) => sum + index.count, 0),
    );
    return tree;
  }

  /** Bytes that the registry sends at most for tree(); 0 when all is here, undefined when a layer does not say. */
  async listingCost(image: ImageModel): Promise<number | undefined> {
    if (this.#trees.get(image.manifest.digest) !== undefined) return 0;
    const files = await this.#layers.open();
    const missing: Layer[] = [];
    for (const layer of layersOf(image))
      if (!isForeign(layer) && (await files.recall(layer)) === undefined) missing.push(layer);
    return bytesOf(missing);
  }

  /** Forgets contents and trees. */
  clear(): void {
    this.#contents.clear();
    this.#trees.clear();
  }

  /** The content from memory or disk. */
  async #kept(found: Found): Promise<Uint8Array | undefined> {
    const key = keyOf(found);
    const known = this.#contents.get(key);
    if (known !== undefined) return known;
    const stored = await (await this.#layers.contents()).get(digestOf(Buffer.from(key)));
    if (stored !== undefined) this.#contents.set(key, stored, stored.length);
    return stored;
  }

  async #keep(found: Found, content: Uint8Array): Promise<void> {
    const key = keyOf(found);
    this.#contents.set(key, content, content.length);
    await (await this.#layers.contents()).put(digestOf(Buffer.from(key)), content);
  }

  async #image({ repository, manifest }: FolderPlace, { mayAsk, signal }: ReadOptions) {
    const reference = { repository, digest: manifest };
    return mayAsk === "nothing"
      ? this.#images.recall(reference)
      : this.#images.inspect(reference, { signal });
  }

  async #findEntry(
    place: FilePlace & { readonly view: "layer" },
    image: ImageModel,
    options: ReadOptions,
  ): Promise<Found | FileProblem> {
    const path = shownPath(place.parts);
    const layer = layersOf(image).find(({ descriptor }) => descriptor.digest === place.layer);
    if (layer === undefined) return { kind: "missing", path };
    const files = await this.#layers.open();
    const known = await files.recall(layer);
    const refused = known === undefined ? refusal(image, layer.descriptor.size, options) : undefined;
    if (refused !== undefined) return refused;
    const index = known ?? (await this.listed(image, layer, options));
    const isThere = place.entry < index.count && isSame(partsOf(index.path(place.entry)), place.parts);
    return isThere
      ? content({ image, layer, index, entry: index.entry(place.entry) }, path)
      : { kind: "missing", path };
  }
}

/** What a path leads to in the tree of an image. */
function foundIn({ root }: FileTree, image: ImageModel, parts: readonly string[]): Found | FileProblem {
  const path = shownPath(parts);
  const node = find(root, parts, true);
  if (node === undefined) return unfound(find(root, parts, false), path);
  const { inode } = node;
  const layer = layersOf(image).find(({ number }) => number === inode?.layer);
  const entry = entryOf(node);
  if (inode === undefined || layer === undefined || entry === undefined)
    return { kind: "noFile", path, type: node.children === undefined ? "hardLink" : "directory" };
  return content({ image, layer, index: inode.index, entry }, path);
}

function unfound(link: FileNode | undefined, path: string): FileProblem {
  const target = link?.inode?.target;
  return target === undefined ? { kind: "missing", path } : { kind: "deadLink", path, target };
}

function content(found: Found, path: string): Found | FileProblem {
  const { type } = found.entry;
  return type === "file" ? found : { kind: "noFile", path, type };
}

/** One entry of one layer. Its digest would not do: that of a file with holes is over other bytes than its content. */
function keyOf({ layer, index, entry }: Found): string {
  return `${layer.descriptor.digest} ${index.facts.source} ${entry.place} ${entry.digest}`;
}

function pathOf({ path }: LayerEntry): string {
  return shownPath(partsOf(path));
}

/** Whether there is a reason instead of what was asked for. */
export function isProblem(outcome: object): outcome is FileProblem {
  return "kind" in outcome;
}

function refusal(
  image: ImageModel,
  bytes: number | undefined,
  { mayAsk }: ReadOptions,
): FileProblem | undefined {
  if (mayAsk === "nothing") return { kind: "untrusted" };
  const isMuch = bytes === undefined || bytes > mostUnasked;
  return mayAsk === "little" && isMuch
    ? { kind: "unasked", host: image.reference.repository.registry, bytes }
    : undefined;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((part, at) => part === other[at]);
}
