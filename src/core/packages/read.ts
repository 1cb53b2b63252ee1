/** What is installed in an image, by its own files, without any scanner. */
import { mapParallel } from "../async.ts";
import { mostPackages } from "../attached/packages.ts";
import { type Failure, settle } from "../errors.ts";
import { mergeLayers, type NumberedList } from "../files/imageTree.ts";
import type { LayerFiles } from "../files/layerFiles.ts";
import type { Layer } from "../image/model.ts";
import type { Repository } from "../reference/reference.ts";
import { chooseFiles } from "./choose.ts";
import { Contents, longestFiles } from "./contents.ts";
import type { InstalledPackage, OperatingSystem } from "./model.ts";
import { olderVersions, placePackages } from "./origins.ts";

export type ImagePackages = {
  /** Undefined when no file says it. */
  readonly system: OperatingSystem | undefined;
  /** By type, name and version. */
  readonly packages: readonly InstalledPackage[];
  /** How many more packages and files there are than were read. */
  readonly hidden: number;
  /** Files that say what is installed, but not in a form that Mooring reads. Hostile text. */
  readonly unread: readonly string[];
  /** Why layers could not be read. */
  readonly failures: readonly Failure[];
};

export type PackagesOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes of a layer were read so far. */
  readonly onProgress?: ((layer: Layer, bytes: number) => void) | undefined;
};

/** Layers that are read at a time. */
const atOnce = 2;

/**
 * Reads the packages of an image from the lists of its layers and from those layers that hold files which tell. Rejects
 * with the signal's reason, or when the files of the image cannot be laid together.
 */
export async function readPackages(
  layerFiles: Pick<LayerFiles, "readMany">,
  { repository, layers }: { readonly repository: Repository; readonly layers: readonly Layer[] },
  lists: readonly NumberedList[],
  { signal, onProgress = () => {} }: PackagesOptions = {},
): Promise<ImagePackages> {
  const { root } = await mergeLayers(lists, signal);
  const { files, unreadable, hidden } = await chooseFiles(root, longestFiles);
  const older = await olderVersions(files, lists);
  const contents = new Contents();
  const byLayer = Map.groupBy([...files, ...older], ({ layer }) => layer);
  const read = async (layer: Layer, stop: AbortSignal) => {
    const wanted = byLayer.get(layer.number) ?? [];
    const [first] = wanted;
    if (first === undefined) return;
    const takers = new Map(wanted.map((file) => [file.entry, contents.taker(file)]));
    const onLayer = (bytes: number) => onProgress(layer, bytes);
    const options = { signal: stop, onProgress: onLayer };
    await layerFiles.readMany(repository, layer, { index: first.index, takers }, options);
  };
  const outcomes = await mapParallel(layers, atOnce, (layer, stop) => settle(read(layer, stop)), signal);
  const packages = sorted(files.flatMap((file) => placePackages(file, older, contents)));
  return {
    system: contents.system,
    packages: packages.slice(0, mostPackages),
    hidden: hidden + Math.max(0, packages.length - mostPackages),
    unread: [...unreadable, ...contents.malformed.map(({ path }) => path)],
    failures: outcomes.flatMap((outcome) => ("failure" in outcome ? [outcome.failure] : [])),
  };
}

function sorted(packages: readonly InstalledPackage[]): readonly InstalledPackage[] {
  const keyOf = ({ type = "", name, version = "", path }: InstalledPackage) => [type, name, version, path];
  return packages
    .map((entry) => ({ entry, key: keyOf(entry) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ entry }) => entry);
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [place, text] of a.entries()) {
    const other = b[place] ?? "";
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}
