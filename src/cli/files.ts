/** Reading container files so that they can be written back byte for byte. */
import { readFile, realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { documentKind, kindOfDocument } from "../core/documents/documentKind.ts";
import type { DocumentKind, Reading } from "../core/documents/occurrence.ts";
import { readerFor } from "../core/documents/readers.ts";
import type { World } from "./command.ts";
import { fileProblem } from "./fileProblem.ts";
import { findFiles } from "./findFiles.ts";
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

/** Bytes; well above what the readers take, so that they decide. */
const largestFile = 8 * 1024 * 1024;

/**
 * Reads the container files that `paths` name or hold, in a stable order, each file once. What is left out is
 * remarked, but for files in folders that are no container files. Rejects with a UsageError when a path does not exist.
 */
export async function readContainerFiles(
  paths: readonly string[],
  world: World,
): Promise<readonly ContainerFile[]> {
  const found = await Promise.all(paths.map((path) => findFiles(path, world)));
  const files: ContainerFile[] = [];
  const seen = new Set<string>();
  for (const [at, { isFolder, files: candidates }] of found.entries()) {
    let isEmpty = true;
    for (const path of candidates) {
      world.signal.throwIfAborted();
      const outcome = await readUnseen(path, seen, world);
      const isUnrelated = isFolder && typeof outcome === "string" && documentKind(path) === undefined;
      if (typeof outcome === "object") files.push(outcome);
      else if (outcome !== undefined && !isUnrelated) remark(world, `${path}: ${outcome}; skipped.`);
      isEmpty &&= isUnrelated;
    }
    if (isFolder && isEmpty) remark(world, `${paths[at]}: no file in it names images.`);
  }
  return files;
}

/** The bytes of a file that was read, with `text` in place of its text. */
export function encodeFile({ hasByteOrderMark }: ContainerFile, text: string): Buffer {
  return Buffer.from(hasByteOrderMark ? `\uFEFF${text}` : text);
}

/** The file, or why it is left out; undefined when it was read before. */
async function readUnseen(
  path: string,
  seen: Set<string>,
  world: World,
): Promise<ContainerFile | string | undefined> {
  try {
    const real = await realpath(resolve(world.cwd, path));
    if (seen.has(real)) return undefined;
    seen.add(real);
    if ((await stat(real)).size > largestFile) return "too large";
    return decodeFile(path, await readFile(real), world);
  } catch (error) {
    return fileProblem(error);
  }
}

function decodeFile(path: string, bytes: Uint8Array, world: World): ContainerFile | string {
  const decoded = decodeUtf8(bytes);
  if (decoded === undefined) return "not UTF-8 text";
  const hasByteOrderMark = decoded.startsWith("\uFEFF");
  const text = hasByteOrderMark ? decoded.slice(1) : decoded;
  const kind = kindOfDocument(path, text);
  if (kind === undefined) return "not a kind of file that names images";
  const reading = readerFor(kind)(text);
  if (reading.limit !== undefined) remark(world, `${path}: ${limitWords[reading.limit]}`);
  return { path, kind, text, hasByteOrderMark, reading };
}

/** The text with its byte order mark; undefined when it is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
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
