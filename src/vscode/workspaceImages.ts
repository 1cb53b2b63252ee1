/** The images that files of the workspace name, open or not. */
import { RelativePattern, type Uri, workspace } from "vscode";
import { documentKind, isYaml, kindOfDocument } from "../core/documents/documentKind.ts";
import type { DocumentKind, Reading } from "../core/documents/occurrence.ts";
import { referenceOf } from "../core/pinning/plan.ts";
import type { Reference } from "../core/reference/reference.ts";
import { composeReader } from "./composeFiles.ts";
import { ownFiles } from "./selector.ts";

const mostFiles = 5000;
/** Bytes; the readers take no more. */
const largestFile = 1024 * 1024;
const skipped = "**/{node_modules,.git}/**";

/** A file of the workspace and what it holds. */
export type WorkspaceFile = { readonly uri: Uri; readonly text: string; readonly reading: Reading };

/** The files of the workspace, or of one folder, that may name images; at most 5,000 of them. */
export async function imageFiles(signal: AbortSignal, folder?: Uri): Promise<readonly Uri[]> {
  const all = "**/*";
  const names = await workspace.findFiles(
    folder === undefined ? all : new RelativePattern(folder, all),
    skipped,
  );
  signal.throwIfAborted();
  return names.filter(mayNameImages).slice(0, mostFiles);
}

/**
 * Reads the container files of the workspace's folders, or those below one folder: as they are in the editor when they
 * have changes that are not saved, else as they are on disk. Files that cannot be read are passed over.
 */
export async function workspaceFiles(signal: AbortSignal, folder?: Uri): Promise<readonly WorkspaceFile[]> {
  const own = await findOwnFiles();
  const others = (await imageFiles(signal, folder)).filter((uri) => !own.has(uri.toString()));
  const isWanted = ({ uri }: { readonly uri: Uri }) =>
    folder === undefined || uri.toString().startsWith(`${folder.toString()}/`);
  const files = [...[...own.values()].filter(isWanted), ...others.map((uri) => ({ uri, kind: undefined }))];
  const found: WorkspaceFile[] = [];
  const readCompose = composeReader();
  for (const { uri, kind } of files) {
    signal.throwIfAborted();
    found.push(...(await readFile(uri, kind, readCompose).catch(() => [])));
  }
  return found;
}

/** The files that the setting `mooring.files` names, with their kinds. */
async function findOwnFiles(): Promise<
  ReadonlyMap<string, { readonly uri: Uri; readonly kind: DocumentKind }>
> {
  const found = new Map<string, { readonly uri: Uri; readonly kind: DocumentKind }>();
  for (const { kind, pattern } of ownFiles())
    for (const uri of await workspace.findFiles(pattern, skipped))
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
  return !/\/(?:node_modules|\.git)\//.test(path) && (isYaml(path) || documentKind(path) !== undefined);
}

/**
 * What a file names, in the editor when it has changes there that are not saved, else on disk; nothing when it is too
 * large or no container file. Rejects when it cannot be read.
 */
export async function imagesIn(uri: Uri): Promise<readonly Reference[]> {
  return (await readFile(uri, undefined)).flatMap(imagesOf);
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
  if (text === undefined) return [];
  const kind = ownKind ?? kindOfDocument(uri.path, text);
  if (kind === undefined) return [];
  if (kind === "compose") return [{ uri, text, reading: (await readCompose(uri, text)).reading }];
  const { readerFor } = await import("../core/documents/readers.ts");
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
