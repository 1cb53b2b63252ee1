/** The images that files of the workspace name, open or not. */
import { FileType, RelativePattern, type Uri, workspace } from "vscode";
import { documentKind, isYaml, kindOfDocument } from "../../core/documents/documentKind.ts";
import type { DocumentKind, Reading } from "../../core/documents/occurrence.ts";
import { referenceOf } from "../../core/pinning/plan.ts";
import type { Reference } from "../../core/reference/reference.ts";
import { composeReader } from "./composeFiles.ts";
import { namePattern, ownFiles } from "./selector.ts";
import type { FileReading } from "./useFiles.ts";

const mostFiles = 5000;
/** Files that are counted at most. */
const mostListed = 50_000;
/** Bytes; the readers take no more. */
const largestFile = 1024 * 1024;
const skipped = "**/{node_modules,.git}/**";

/** A file of the workspace and what it holds. */
export type WorkspaceFile = { readonly uri: Uri; readonly text: string; readonly reading: Reading };

/** A file that may name images; its kind when the setting `mooring.files` gives it one. */
export type ImageFile = { readonly uri: Uri; readonly kind: DocumentKind | undefined };

/**
 * The files of the workspace, or of one folder, that may name images, at most 5,000 of them: those that say so by their
 * names first.
 */
export async function imageFiles(
  signal: AbortSignal,
  folder?: Uri,
): Promise<{ readonly files: readonly ImageFile[]; readonly total: number }> {
  const isWanted = ({ uri }: ImageFile) =>
    folder === undefined || uri.toString().startsWith(`${folder.toString()}/`);
  const own = await findOwnFiles();
  const pattern = folder === undefined ? namePattern : new RelativePattern(folder, namePattern);
  const found = await workspace.findFiles(pattern, skipped, mostListed);
  signal.throwIfAborted();
  const others = found.filter((uri) => mayNameImages(uri) && !own.has(uri.toString()));
  const { named = [], unnamed = [] } = Object.groupBy(others, ({ path }) =>
    documentKind(path) === undefined ? "unnamed" : "named",
  );
  const files = [
    ...[...own.values()].filter(isWanted),
    ...[...named, ...unnamed].map((uri) => ({ uri, kind: undefined })),
  ];
  return { files: files.slice(0, mostFiles), total: files.length };
}

/**
 * Reads the container files of the workspace's folders, or those below one folder: as they are in the editor when they
 * have changes that are not saved, else as they are on disk. Files that cannot be read are passed over.
 */
export async function workspaceFiles(signal: AbortSignal, folder?: Uri): Promise<readonly WorkspaceFile[]> {
  const found: WorkspaceFile[] = [];
  const readCompose = composeReader();
  for (const { uri, kind } of (await imageFiles(signal, folder)).files) {
    signal.throwIfAborted();
    found.push(...(await readFile(uri, kind, readCompose).catch(() => [])));
  }
  return found;
}

/** The files that the setting `mooring.files` names, with their kinds. */
async function findOwnFiles(): Promise<ReadonlyMap<string, ImageFile>> {
  const found = new Map<string, ImageFile>();
  for (const { kind, pattern } of ownFiles())
    for (const uri of await workspace.findFiles(pattern, skipped, mostFiles))
      if (!found.has(uri.toString())) found.set(uri.toString(), { uri, kind });
  return found;
}

/** The paths of a registry's repositories that the workspace's files name, in order of their names. */
export async function usedRepositories(host: string, signal: AbortSignal): Promise<readonly string[]> {
  const files = await workspaceFiles(signal);
  const images = files.flatMap(imagesOf);
  const paths = images.flatMap(({ repository: { registry, path } }) => (registry === host ? [path] : []));
  return [...new Set(paths)].sort();
}

/** Whether a file's name lets it name images; of YAML, what is in it decides. Those of packages and of git do not count. */
export function mayNameImages({ path }: Uri): boolean {
  return isLookedAt(path) && (isYaml(path) || documentKind(path) !== undefined);
}

/** Whether something may be a folder with files that name images, by its name alone: folders seldom have a dot in it. */
export function mayBeFolder({ path }: Uri): boolean {
  return isLookedAt(path) && !/\.[^/]*$/.test(path);
}

function isLookedAt(path: string): boolean {
  return !/\/(?:node_modules|\.git)(?:\/|$)/.test(path);
}

function imagesOf({ reading }: WorkspaceFile): readonly Reference[] {
  return reading.occurrences.flatMap((occurrence) => referenceOf(occurrence) ?? []);
}

async function readFile(
  uri: Uri,
  ownKind: DocumentKind | undefined,
  readCompose = composeReader(),
): Promise<readonly WorkspaceFile[]> {
  const text = dirtyText(uri) ?? (await diskText(uri));
  return text === undefined ? [] : readAs(uri, text, ownKind, readCompose);
}

async function readAs(
  uri: Uri,
  text: string,
  ownKind: DocumentKind | undefined,
  readCompose = composeReader(),
): Promise<readonly (WorkspaceFile & { readonly sources?: ReadonlySet<string> })[]> {
  const kind = ownKind ?? kindOfDocument(uri.path, text);
  if (kind === undefined) return [];
  if (kind === "compose") return [{ uri, text, ...(await readCompose(uri, text)) }];
  const { readerFor } = await import("../../core/documents/readers.ts");
  return [{ uri, text, reading: readerFor(kind)(text) }];
}

/** The text of a document with changes that are not saved. */
function dirtyText(uri: Uri): string | undefined {
  const isOpen = (document: { readonly uri: Uri; readonly isDirty: boolean }) =>
    document.isDirty && document.uri.toString() === uri.toString();
  return workspace.textDocuments.find(isOpen)?.getText();
}

/** The text of a file; undefined when it is too large. */
async function diskText(uri: Uri): Promise<string | undefined> {
  if ((await workspace.fs.stat(uri)).size > largestFile) return undefined;
  return new TextDecoder().decode(await workspace.fs.readFile(uri));
}

/**
 * What a file holds on disk; nothing when it is too large or no container file, "same" when its date and size are
 * those of the stamp. Rejects when it cannot be read.
 */
export async function usesOnDisk(
  uri: Uri,
  ownKind: DocumentKind | undefined,
  stamp: string | undefined,
): Promise<FileReading | "same"> {
  const { mtime, size, type } = await workspace.fs.stat(uri);
  const now = `${ownKind ?? ""} ${mtime} ${size}`;
  if (now === stamp) return "same";
  if (size > largestFile || (type & FileType.File) === 0) return { stamp: now, uses: [] };
  const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
  const [file] = await readAs(uri, text, ownKind);
  const { usesIn } = await import("./useReading.ts");
  const uses = file === undefined ? [] : usesIn(text, file.reading.occurrences);
  return { stamp: now, uses, ...(file?.sources !== undefined && { sources: file.sources }) };
}
