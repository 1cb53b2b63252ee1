/** Many files of a layer in one pass over it. */
import type { Hash } from "node:crypto";
import { ContentError } from "../errors.ts";
import { encodedOf } from "../reference/digest.ts";
import { startContentHash } from "./contentHash.ts";
import { inflate } from "./inflate.ts";
import type { LayerEntry } from "./layerEntry.ts";
import type { LayerIndex } from "./layerIndex.ts";
import type { OpenFrom } from "./openFile.ts";
import { partsOf } from "./paths.ts";
import { type TarEntry, TarReader } from "./tar.ts";
import { malformedTar } from "./tarHeader.ts";

/** Takes the content of one file in pieces, which are not to be kept as they are; of a file with holes what lies between them. */
export type FileTaker = {
  piece(bytes: Uint8Array): void;
  /** The content is complete, and what the list says. */
  end(): void;
};

/**
 * Hands the content of entries of a list to their takers, in the archive's order, and reads no further than the last one.
 * ContentError `digestMismatch` when a file is another than the list says.
 */
export async function openFiles(
  { facts }: LayerIndex,
  takers: ReadonlyMap<LayerEntry, FileTaker>,
  mediaType: string,
  open: OpenFrom,
): Promise<void> {
  // The list of an eStargz layer knows where contents are in the blob, not in the archive.
  const keyOf = ({ path, offset }: Pick<TarEntry, "path" | "offset">) =>
    facts.source === "toc" ? partsOf(path).join("/") : offset;
  const missing = new Map(
    [...takers].flatMap(([entry, taker]) =>
      entry.size === 0 || entry.digest === undefined ? [] : [[keyOf(entry), { entry, taker }] as const],
    ),
  );
  if (missing.size === 0) return;
  let current: { readonly hash: Hash; readonly entry: LayerEntry; readonly taker: FileTaker } | undefined;
  const reader = new TarReader({
    entry: (entry) => {
      const wanted = entry.type === "file" ? missing.get(keyOf(entry)) : undefined;
      current = wanted && { ...wanted, hash: startContentHash(entry.segments) };
    },
    content: (bytes) => {
      current?.hash.update(bytes);
      current?.taker.piece(bytes);
    },
    end: (entry) => {
      if (current === undefined) return;
      const { digest } = current.entry;
      if (digest !== undefined && current.hash.digest("hex") !== encodedOf(digest))
        throw new ContentError("digestMismatch", digest);
      current.taker.end();
      missing.delete(keyOf(entry));
      current = undefined;
    },
  });
  for await (const chunk of inflate(mediaType, await open(0))) {
    reader.push(chunk);
    if (missing.size === 0) return;
  }
  throw malformedTar("truncated");
}
