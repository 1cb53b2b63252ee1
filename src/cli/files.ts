/** Finding container files in folders, and reading them so that they can be written back byte for byte. */
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { documentKind } from "../core/documents/documentKind.ts";
import type { DocumentKind, Reading } from "../core/documents/occurrence.ts";
import { readerFor } from "../core/documents/readers.ts";
import { UsageError, type World } from "./command.ts";
import { remark } from "./output.ts";

/** A container file as it was read. */
export type ContainerFile = {
  /** As the user typed it, or the typed folder with the rest of the path. */
  readonly path: string;
  readonly kind: DocumentKind;
  /** Without a byte order mark; offsets count from here. */
  readonly text: string;
  readonly hasByteOrderMark: boolean;
  readonly reading: Reading;
};

const skippedFolders: ReadonlySet<string> = new Set([".git", "node_modules"]);
const mostEntries = 1_000_000;
/** Bytes; well above what the readers take, so that they decide. */
const largestFile = 8 * 1024 * 1024;

/**
 * Reads the container files that `paths` name or hold, in a stable order, each file once. Links in folders are not
 * followed, and only regular files are opened. What is left out is remarked. Rejects with a UsageError when a
 * path does not exist.
 */
export async function readContainerFiles(
  paths: readonly string[],
  world: World,
): Promise<readonly ContainerFile[]> {
  const found: string[] = [];
  for (const path of paths) found.push(...(await filesAt(path, world)));
  const files: ContainerFile[] = [];
  const seen = new Set<string>();
  for (const path of found) {
    world.signal.throwIfAborted();
    const file = await readUnseen(path, seen, world);
    if (file !== undefined) files.push(file);
  }
  return files;
}

/** The bytes of a file that was read, with `text` in place of its text. */
export function encodeFile({ hasByteOrderMark }: ContainerFile, text: string): Buffer {
  return Buffer.from(hasByteOrderMark ? `\uFEFF${text}` : text);
}

/** Why the file system refused, in words. */
export function fileProblem(error: unknown): string {
  switch (fileErrorCode(error)) {
    case "ENOENT":
      return "no such file or folder";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ELOOP":
      return "a link that leads back to itself";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
      return "no space left";
    default:
      return `cannot be used (${fileErrorCode(error)})`;
  }
}

/** The system's code for a file error; rethrows what is none. */
function fileErrorCode(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  throw error;
}

async function filesAt(path: string, world: World): Promise<readonly string[]> {
  const place = await stat(resolve(world.cwd, path)).catch((error: unknown) => {
    throw new UsageError(`${path}: ${fileProblem(error)}.`);
  });
  if (place.isDirectory()) return filesIn(path, world);
  if (!place.isFile()) remark(world, `${path}: not a regular file; skipped.`);
  else if (documentKind(resolve(world.cwd, path)) === undefined)
    remark(world, `${path}: not named as a Dockerfile or compose file; skipped.`);
  else return [path];
  return [];
}

async function filesIn(root: string, world: World): Promise<readonly string[]> {
  const files: string[] = [];
  const waiting = [root];
  let entries = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    world.signal.throwIfAborted();
    const listed = await listFolder(folder, world);
    entries += listed.length;
    if (entries > mostEntries) throw new UsageError(`${root} holds too many files; name smaller folders.`);
    const folders: string[] = [];
    for (const entry of listed) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !skippedFolders.has(entry.name)) folders.push(path);
      if (entry.isFile() && documentKind(resolve(world.cwd, path)) !== undefined) files.push(path);
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

async function readUnseen(path: string, seen: Set<string>, world: World): Promise<ContainerFile | undefined> {
  const absolute = resolve(world.cwd, path);
  try {
    const real = await realpath(absolute);
    if (seen.has(real)) return undefined;
    seen.add(real);
    if ((await stat(real)).size > largestFile) remark(world, `${path}: too large; skipped.`);
    else return decodeFile(path, await readFile(real), world);
  } catch (error) {
    remark(world, `${path}: ${fileProblem(error)}; skipped.`);
  }
  return undefined;
}

function decodeFile(path: string, bytes: Uint8Array, world: World): ContainerFile | undefined {
  const kind = documentKind(resolve(world.cwd, path));
  const decoded = decodeUtf8(bytes);
  if (kind === undefined || decoded === undefined) {
    remark(world, `${path}: not UTF-8 text; skipped.`);
    return undefined;
  }
  const hasByteOrderMark = decoded.startsWith("\uFEFF");
  const text = hasByteOrderMark ? decoded.slice(1) : decoded;
  const reading = readerFor(kind)(text);
  if (reading.limit !== undefined) remark(world, `${path}: ${limitWords[reading.limit]}`);
  return { path, kind, text, hasByteOrderMark, reading };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const limitWords: { readonly [Limit in NonNullable<Reading["limit"]>]: string } = {
  tooLarge: "too large to be read whole.",
  tooDeep: "nested too deep to be read whole.",
  tooManyAliases: "holds too many aliases to be read whole.",
  malformed: "not well formed; only a part could be read.",
};
