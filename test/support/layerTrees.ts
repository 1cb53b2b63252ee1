/** Trees of files from layers that a test writes down. */
import { type ImageTree, mergeLayers } from "../../src/core/files/imageTree.ts";
import { LayerIndex } from "../../src/core/files/layerIndex.ts";
import { standardLimits } from "../../src/core/files/limits.ts";
import { listLayer } from "../../src/core/files/listLayer.ts";
import { digestOf } from "../../src/core/oci/verify.ts";
import { type TarEntry, tar } from "./tar.ts";

/** `dir/` is a directory, `a=text` a file, `a->b` a symbolic link, `a~b` a hard link; all else an empty file. */
export function entryFrom(text: string): TarEntry {
  const [, path = "", sign, rest = ""] = /^(.*?)(?:(=|->|~)(.*))?$/s.exec(text) ?? [];
  if (sign === "->") return { path, symlink: rest };
  if (sign === "~") return { path, hardlink: rest };
  return path.endsWith("/") ? { path } : { path, content: rest };
}

/** The tree of layers by their entries, the lowest layer first. */
export function merge(...layers: readonly (readonly (string | TarEntry)[])[]): Promise<ImageTree> {
  const archives = layers.map((entries) =>
    tar(entries.map((entry) => (typeof entry === "string" ? entryFrom(entry) : entry))),
  );
  return mergeArchives(...archives);
}

/** The tree of layers by their archives. */
export async function mergeArchives(...archives: readonly Buffer[]): Promise<ImageTree> {
  const lists = await Promise.all(archives.map((archive) => listArchive(archive)));
  return mergeLayers(lists.map((index, place) => ({ number: place + 1, index })));
}

/** The list of a layer by its archive. */
export async function listArchive(archive: Buffer, limits = standardLimits): Promise<LayerIndex> {
  const mediaType = "application/vnd.oci.image.layer.v1.tar";
  const job = { mediaType, digest: digestOf(archive), diffId: undefined, limits };
  const source = (async function* () {
    for (let at = 0; at < archive.length; at += 8192) yield archive.subarray(at, at + 8192);
  })();
  return new LayerIndex(await listLayer(job, source));
}
