/** Compose files in their projects, as far as the workspace's folders go. Open documents count before the disk. */
import { realpath } from "node:fs/promises";
import { relative, sep } from "node:path";
import { FileType, Uri, type WorkspaceFolder, workspace } from "vscode";
import type { ComposeContext } from "../../core/documents/composeContext.ts";
import type { Found } from "../../core/documents/composeProjects.ts";
import type { Reading } from "../../core/documents/occurrence.ts";

/** Bytes; the readers take no more. */
const largestFile = 1024 * 1024;

/** A reading, and the URIs of all files that it would change with. */
export type ProjectReading = { readonly reading: Reading; readonly sources: ReadonlySet<string> };

type ContextOf = (path: string) => Promise<Found>;

/** Texts of files by their URIs, undefined for what is not there; whoever keeps them takes out what changed. */
export type KnownTexts = Map<string, Promise<string | undefined>>;

/**
 * Reads compose files in their projects, for one run: what it has read once is taken as it was. What is in `texts` is
 * not read again.
 */
export function composeReader(
  texts: KnownTexts = new Map(),
): (uri: Uri, text: string) => Promise<ProjectReading> {
  const byFolder = new Map<string, Promise<ContextOf>>();
  return async (uri, text) => {
    // The readers bring a YAML parser with them: loaded when the first compose file is looked at.
    const { readCompose } = await import("../../core/documents/compose.ts");
    const folder = workspace.getWorkspaceFolder(uri);
    if (folder === undefined) return { reading: readCompose(text), sources: new Set() };
    const key = folder.uri.toString();
    const contexts = byFolder.get(key) ?? contextsIn(folder, texts);
    byFolder.set(key, contexts);
    const found = await (await contexts)(uri.path.slice(folder.uri.path.replace(/\/$/, "").length + 1));
    const context: ComposeContext = found.context;
    const sources = [...found.paths].map((path) => Uri.joinPath(folder.uri, path).toString());
    return { reading: readCompose(text, context), sources: new Set(sources) };
  };
}

async function contextsIn(folder: WorkspaceFolder, texts: KnownTexts): Promise<ContextOf> {
  const { composeContexts } = await import("../../core/documents/composeProjects.ts");
  return composeContexts((path) => {
    const key = Uri.joinPath(folder.uri, path).toString();
    const text = texts.get(key) ?? readWithin(folder.uri, path);
    texts.set(key, text);
    return text;
  });
}

/** The text of a file in the folder, links followed; undefined for what is not there, or leads out of it (W10, W11). */
async function readWithin(folder: Uri, path: string): Promise<string | undefined> {
  const uri = Uri.joinPath(folder, path);
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if ((type & FileType.File) === 0 || size > largestFile || !(await isInside(folder, uri)))
      return undefined;
    const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    return open?.getText() ?? new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

async function isInside(folder: Uri, uri: Uri): Promise<boolean> {
  if (uri.scheme !== "file") return ((await workspace.fs.stat(uri)).type & FileType.SymbolicLink) === 0;
  const [outer, inner] = await Promise.all([realpath(folder.fsPath), realpath(uri.fsPath)]);
  const way = relative(outer, inner);
  return way !== ".." && !way.startsWith(`..${sep}`) && !/^[a-z]:/i.test(way);
}
