/** The images that files of the workspace name, open or not. */
import { type Uri, workspace } from "vscode";
import { documentKind, isYaml, kindOfDocument } from "../core/documents/documentKind.ts";
import { referenceOf } from "../core/pinning/plan.ts";
import type { Reference } from "../core/reference/reference.ts";

const mostFiles = 5000;
/** Bytes; the readers take no more. */
const largestFile = 1024 * 1024;
const skipped = "**/{node_modules,.git}/**";

/** The workspace's files that may name images, at most 5,000 of them. */
export async function imageFiles(signal: AbortSignal): Promise<readonly Uri[]> {
  const names = await workspace.findFiles("**/*", skipped);
  signal.throwIfAborted();
  return names.filter(mayNameImages).slice(0, mostFiles);
}

/** Reads the container files of the workspace's folders. Files that cannot be read are passed over. */
async function workspaceImages(signal: AbortSignal): Promise<readonly Reference[]> {
  const references: Reference[] = [];
  for (const uri of await imageFiles(signal)) {
    signal.throwIfAborted();
    references.push(...(await imagesIn(uri).catch(() => [])));
  }
  return references;
}

/** The paths of a registry's repositories that the workspace's files name, in order of their names. */
export async function usedRepositories(host: string, signal: AbortSignal): Promise<readonly string[]> {
  const images = await workspaceImages(signal);
  const paths = images.flatMap(({ repository: { registry, path } }) => (registry === host ? [path] : []));
  return [...new Set(paths)].sort();
}

/** Whether a file's name lets it name images; of YAML, what is in it decides. Those of packages and of git do not count. */
export function mayNameImages({ path }: Uri): boolean {
  return !/\/(?:node_modules|\.git)\//.test(path) && (isYaml(path) || documentKind(path) !== undefined);
}

/** What a file names as it is on disk; nothing when it is too large or no container file. Rejects when it cannot be read. */
export async function imagesIn(uri: Uri): Promise<readonly Reference[]> {
  if ((await workspace.fs.stat(uri)).size > largestFile) return [];
  const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
  const kind = kindOfDocument(uri.path, text);
  if (kind === undefined) return [];
  const { readerFor } = await import("../core/documents/readers.ts");
  return readerFor(kind)(text).occurrences.flatMap((occurrence) => referenceOf(occurrence) ?? []);
}
