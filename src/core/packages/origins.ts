/**
 * Which layer brought a package. A database lists all packages, and every layer that changes one writes it anew: a package
 * is from the first layer since which every version of the database has it.
 */
import { pacing } from "../async.ts";
import type { NumberedList } from "../files/imageTree.ts";
import { formatPath, partsOf } from "../files/paths.ts";
import type { ChosenFile } from "./choose.ts";
import type { Contents } from "./contents.ts";
import type { InstalledPackage, Stated } from "./model.ts";

/** Entries between two looks at the clock. */
const stride = 1000;

/** The versions of the databases among files that lower layers have. */
export async function olderVersions(
  files: readonly ChosenFile[],
  lists: readonly NumberedList[],
): Promise<readonly ChosenFile[]> {
  const databases = new Map(files.filter(isDatabase).map((file) => [file.path, file]));
  if (databases.size === 0) return [];
  const pause = pacing();
  const names = new Set([...databases.keys()].map((path) => path.slice(path.lastIndexOf("/"))));
  const found: ChosenFile[] = [];
  for (const { number, index } of lists) {
    for (let place = 0; place < index.count; place++) {
      if (place % stride === 0) await pause();
      const written = index.path(place);
      if (!names.has(written.slice(written.lastIndexOf("/")))) continue;
      const file = databases.get(formatPath(partsOf(written)));
      if (file === undefined || number >= file.layer) continue;
      const entry = index.entry(place);
      if (entry.type === "file") found.push({ ...file, layer: number, index, entry });
    }
  }
  return found;
}

/** The packages of a file, each with the layer that brought it; `older` are the versions of the same file below it. */
export function placePackages(
  file: ChosenFile,
  older: readonly ChosenFile[],
  contents: Contents,
): readonly InstalledPackage[] {
  const { path } = file;
  const below = older
    .filter((version) => version.path === path)
    .toSorted((a, b) => b.layer - a.layer)
    .map((version) => ({
      version,
      keys: new Set(contents.packagesOf(version).map(keyOf)),
    }));
  return contents.packagesOf(file).map((stated) => {
    let first = file;
    for (const { version, keys } of below) {
      if (!keys.has(keyOf(stated))) break;
      first = version;
    }
    return { ...stated, path, layer: first.index.facts.digest, layerNumber: first.layer };
  });
}

function isDatabase({ kind, path }: ChosenFile): boolean {
  return kind === "apk" || kind === "rpm" || (kind === "dpkg" && path.endsWith("/status"));
}

function keyOf({ name, version, architecture }: Stated): string {
  return JSON.stringify([name, version, architecture]);
}
