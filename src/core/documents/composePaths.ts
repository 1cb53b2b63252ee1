/** Paths in a compose project: with slashes, from the folder that bounds it, which is "". */
import { posix } from "node:path";

/**
 * The path that `written`, a path of a file, means when it is read in `folder`. Undefined when that is not in the
 * bounding folder for sure: an absolute path, a URL, or one that climbs out. Links are for those who read to see to.
 */
export function pathIn(folder: string, written: string): string | undefined {
  return folderIn(folder, written) || undefined;
}

/** The same for a folder, which may be the bounding one. */
export function folderIn(folder: string, written: string): string | undefined {
  if (written === "" || /^(?:[/\\~]|[\w+.-]+:)|[\0\\]/.test(written)) return undefined;
  const path = posix.join(folder, written).replace(/\/$/, "");
  if (/^\.\.(?:\/|$)/.test(path)) return undefined;
  return path === "." ? "" : path;
}

/** The folder that a path is in. */
export function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === "." ? "" : folder;
}

/** How many folders are looked at above a file. */
const most = 32;

/** A path's folder and those around it, the outermost first. */
export function foldersAround(path: string): readonly string[] {
  const folders = [folderOf(path)];
  for (let last = folders[0]; last !== undefined && last !== "" && folders.length < most; last = folders[0])
    folders.unshift(folderOf(last));
  return folders;
}
