/** The content of one file of a layer, without unpacking more of the layer than what comes before it. */
import { ContentError } from "../errors.ts";
import { encodedOf } from "../reference/digest.ts";
import { startContentHash } from "./contentHash.ts";
import { fillHoles } from "./holes.ts";
import { inflate } from "./inflate.ts";
import type { LayerEntry } from "./layerEntry.ts";
import type { LayerIndex } from "./layerIndex.ts";
import { type TarEntry, TarReader } from "./tar.ts";
import { malformedTar } from "./tarHeader.ts";

type Bytes = AsyncIterable<Uint8Array>;

/** Opens the layer's blob from an offset. */
export type OpenFrom = (offset: number) => Promise<Bytes>;

/**
 * A file's bytes as a stream. Its digest is compared at its end: ContentError `digestMismatch`. A file that the list did
 * not read whole cannot be had: `tooLarge`. What is no file is empty.
 */
export async function* openFile(
  { facts }: LayerIndex,
  entry: LayerEntry,
  mediaType: string,
  open: OpenFrom,
): Bytes {
  const { size, digest, offset } = entry;
  if (size === 0) return;
  if (digest === undefined) throw new ContentError("tooLarge", "the file");
  let found: TarEntry | undefined;
  const stored =
    facts.source === "toc"
      ? first(inflate(mediaType, await open(offset)), size)
      : contentAt(inflate(mediaType, await open(0)), offset, (told) => {
          found = told;
        });
  const verified = async function* () {
    // The content begins after its headers, so what they say is known by then.
    const pieces = stored[Symbol.asyncIterator]();
    let next = await pieces.next();
    const hash = startContentHash(found?.segments);
    for (; next.done !== true; next = await pieces.next()) {
      hash.update(next.value);
      yield next.value;
    }
    if (hash.digest("hex") !== encodedOf(digest)) throw new ContentError("digestMismatch", digest);
  };
  yield* fillHoles(verified(), () => found?.segments, size);
}

/** The first bytes of a stream, exactly so many. */
async function* first(source: Bytes, bytes: number): Bytes {
  let missing = bytes;
  for await (const chunk of source) {
    const piece = chunk.subarray(0, missing);
    missing -= piece.length;
    yield piece;
    if (missing === 0) return;
  }
  throw malformedTar("truncated");
}

/** What an archive holds of the entry that begins at an offset; `tell` is told the entry first. */
async function* contentAt(archive: Bytes, offset: number, tell: (entry: TarEntry) => void): Bytes {
  const pieces: Uint8Array[] = [];
  let state: "before" | "within" | "after" = "before";
  const reader = new TarReader({
    entry: (entry) => {
      if (state === "before") tell(entry);
      state = state === "before" ? "within" : "after";
    },
    content: (bytes) => {
      if (state === "within") pieces.push(bytes);
    },
    end: () => {
      state = "after";
    },
  });
  let skipped = 0;
  for await (const chunk of archive) {
    const rest = chunk.subarray(Math.min(offset - skipped, chunk.length));
    skipped += chunk.length - rest.length;
    reader.push(rest);
    yield* pieces.splice(0);
    if (hasPassed(state)) return;
  }
  throw malformedTar("truncated");
}

/** Asked by a function, since the compiler does not see that callbacks change the state. */
function hasPassed(state: "before" | "within" | "after"): boolean {
  return state === "after";
}
