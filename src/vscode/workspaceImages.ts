/** The images that files of the workspace name, open or not. */
import { type Uri, workspace } from "vscode";
import { documentKind, isYaml, kindOfDocument } from "../core/documents/documentKind.ts";
import { referenceOf } from "../core/pinning/plan.ts";
import type { Reference } from "../core/reference/reference.ts";

const mostFiles = 5000;
/** Bytes; the readers take no more. */
const largestFile = 1024 * 1024;
const skipped = "**/{node_modules,.git}/**";

/** Reads the container files of the workspace's folders, at most 5,000 of them. Files that cannot be read are passed over. */
async function workspaceImages(signal: AbortSignal): Promise<readonly Reference[]> {
  const names = await workspace.findFiles("**/*", skipped);
  signal.throwIfAborted();
  const files = names.filter(mayNameImages).slice(0, mostFiles);
  const references: Reference[] = [];
  for (const uri of files) {
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

function mayNameImages({ path }: Uri): boolean {
  return isYaml(path) || documentKind(path) !== undefined;
}

async function imagesIn(uri: Uri): Promise<readonly Reference[]> {
  if ((await workspace.fs.stat(uri)).size > largestFile) return [];
  const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
  const kind = kindOfDocument(uri.path, text);
  if (kind === undefined) return [];
  const { readerFor } = await import("../core/documents/readers.ts");
  return readerFor(kind)(text).occurrences.flatMap((occurrence) => referenceOf(occurrence) ?? []);
}
