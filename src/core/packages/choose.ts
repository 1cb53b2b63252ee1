/** Which files of an image say what is installed in it. */
import { pacing } from "../async.ts";
import { entryOf, type FileNode, pathOf, walk } from "../files/fileNode.ts";
import { find } from "../files/find.ts";
import type { LayerEntry } from "../files/layerEntry.ts";
import type { LayerIndex } from "../files/layerIndex.ts";
import { partsOf } from "../files/paths.ts";

export type FileKind = "dpkg" | "apk" | "rpm" | "npm" | "python" | "go" | "system";

/** A file, and the entry of the layer that it is in. */
export type ChosenFile = {
  readonly kind: FileKind;
  readonly path: string;
  /** The layer's number, from 1. */
  readonly layer: number;
  readonly index: LayerIndex;
  readonly entry: LayerEntry;
};

/** The most files that are chosen. */
const mostFiles = 50_000;
/** The fewest bytes of a program that Go may have built. */
const shortestProgram = 700 * 1024;

const databases: ReadonlyMap<string, FileKind> = new Map([
  ["/var/lib/dpkg/status", "dpkg"],
  ["/lib/apk/db/installed", "apk"],
  ["/usr/lib/apk/db/installed", "apk"],
  ["/var/lib/rpm/rpmdb.sqlite", "rpm"],
  ["/usr/lib/sysimage/rpm/rpmdb.sqlite", "rpm"],
]);
/** Databases in forms that are not read. */
const others: ReadonlySet<string> = new Set([
  "/var/lib/rpm/Packages",
  "/var/lib/rpm/Packages.db",
  "/usr/lib/sysimage/rpm/Packages.db",
]);
const databaseNames = new Set([...databases.keys(), ...others].map((path) => path.split("/").at(-1)));

export type Chosen = {
  readonly files: readonly ChosenFile[];
  /** The paths of files that say what is installed in a form that is not read. Hostile text. */
  readonly unreadable: readonly string[];
  /** How many files there are beyond the most. */
  readonly hidden: number;
};

/**
 * The files of the image that is the tree, without removed ones, each content once; what is longer than `longest` says for
 * its kind is not read.
 */
export async function chooseFiles(
  root: FileNode,
  longest: { readonly [Kind in FileKind]: number },
): Promise<Chosen> {
  const pause = pacing();
  const files: ChosenFile[] = [];
  const unreadable: string[] = [];
  const seen = new Set<unknown>();
  let hidden = 0;
  const add = (kind: FileKind | undefined, node: FileNode | undefined) => {
    const entry = node && entryOf(node);
    if (kind === undefined || node?.inode === undefined || entry?.type !== "file") return;
    if (seen.has(node.inode)) return;
    seen.add(node.inode);
    const { layer, index } = node.inode;
    if (files.length >= mostFiles) hidden++;
    else if (entry.size > longest[kind]) unreadable.push(pathOf(node));
    else files.push({ kind, path: pathOf(node), layer, index, entry });
  };
  add(
    "system",
    find(root, partsOf("/etc/os-release"), true) ?? find(root, partsOf("/usr/lib/os-release"), true),
  );
  for (const node of walk(root)) {
    await pause();
    if (node.inode === undefined || node.children !== undefined || isRemoved(node)) continue;
    if (databaseNames.has(node.name) && others.has(pathOf(node))) unreadable.push(pathOf(node));
    else add(kindOf(node, node.inode.size), node);
  }
  return { files, unreadable, hidden };
}

function isRemoved(node: FileNode): boolean {
  return node.mark === "removed";
}

function kindOf(node: FileNode, size: number): FileKind | undefined {
  const { name, parent } = node;
  if (name === "package.json") return isInstalledByNpm(parent) ? "npm" : undefined;
  if (name === "METADATA") return parent?.name.endsWith(".dist-info") ? "python" : undefined;
  if (name === "PKG-INFO") return /\.egg-info$|^EGG-INFO$/.test(parent?.name ?? "") ? "python" : undefined;
  if (name.endsWith(".egg-info")) return "python";
  if (databaseNames.has(name)) return databases.get(pathOf(node));
  if (parent?.name === "status.d") {
    const isList = pathOf(node) === `/var/lib/dpkg/status.d/${name}` && !name.endsWith(".md5sums");
    return isList ? "dpkg" : undefined;
  }
  return size >= shortestProgram && isProgram(node) ? "go" : undefined;
}

/** `node_modules/NAME/package.json` or `node_modules/@SCOPE/NAME/package.json`: what else is called so is no installed package. */
function isInstalledByNpm(folder: FileNode | undefined): boolean {
  const above = folder?.parent;
  const isScope = above?.name.startsWith("@") ?? false;
  return (isScope ? above?.parent : above)?.name === "node_modules";
}

/** Libraries are no programs, though some are executable. */
function isProgram(node: FileNode): boolean {
  const mode = entryOf(node)?.mode ?? 0;
  return (mode & 0o111) !== 0 && !/\.(?:so(?:\.[\d.]+)?|ko|py|js|jar)$/.test(node.name);
}
