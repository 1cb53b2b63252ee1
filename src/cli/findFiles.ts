import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { documentKind, isYaml } from "../core/documents/documentKind.ts";
import { UsageError, type World } from "./command.ts";
import { fileProblem } from "./fileProblem.ts";
import { remark } from "./output.ts";

const skippedFolders: ReadonlySet<string> = new Set([".git", "node_modules"]);
const mostEntries = 1_000_000;

/** What a path stands for. */
export type FoundFiles = { readonly isFolder: boolean; readonly files: readonly string[] };

/**
 * The files at `path`: itself, or those below it that may be container files, in a stable order. Links in folders
 * are not followed, so that nothing is found twice and no loop is entered. Rejects with a UsageError when the path
 * cannot be looked at.
 */
export async function findFiles(path: string, world: World): Promise<FoundFiles> {
  if (path === "") throw new UsageError('"": no such file or folder.');
  const place = await stat(resolve(world.cwd, path)).catch((error: unknown) => {
    throw new UsageError(`${path}: ${fileProblem(error)}.`);
  });
  if (place.isDirectory()) return { isFolder: true, files: await filesBelow(path, world) };
  if (place.isFile()) return { isFolder: false, files: [path] };
  remark(world, `${path}: not a regular file; skipped.`);
  return { isFolder: false, files: [] };
}

async function filesBelow(root: string, world: World): Promise<readonly string[]> {
  const files: string[] = [];
  const waiting = [root];
  let entries = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    world.signal.throwIfAborted();
    const folders: string[] = [];
    for (const entry of await listFolder(folder, world)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !skippedFolders.has(entry.name)) folders.push(path);
      if (entry.isFile() && (isYaml(path) || documentKind(path) !== undefined)) files.push(path);
      if (++entries > mostEntries)
        throw new UsageError(`${root} holds too many files; name smaller folders.`);
    }
    waiting.push(...folders.reverse());
  }
  return files;
}

async function listFolder(folder: string, world: World) {
  try {
    const entries = await readdir(resolve(world.cwd, folder), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    remark(world, `${folder}: ${fileProblem(error)}; skipped.`);
    return [];
  }
}
