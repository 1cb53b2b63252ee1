/** The list of a layer's entries from its compressed stream, within limits. Runs in a worker thread (worker.ts). */
import { createHash, type Hash } from "node:crypto";
import { ContentError } from "../errors.ts";
import { algorithmOf, type Digest, encodedOf } from "../reference/digest.ts";
import { startContentHash } from "./contentHash.ts";
import { inflate } from "./inflate.ts";
import type { Cut } from "./layerEntry.ts";
import { LayerIndexBuilder } from "./layerIndex.ts";
import type { Limits } from "./limits.ts";
import { encodeName } from "./names.ts";
import { type TarEntry, TarReader } from "./tar.ts";

/** What is to be listed. */
export type ListJob = {
  readonly mediaType: string;
  readonly digest: Digest;
  /** The digest that the archive must have, when the image's config says one. */
  readonly diffId: Digest | undefined;
  readonly limits: Limits;
};

/**
 * Makes the index of a layer (see LayerIndex). At a limit the reading of `source` stops. Fails with ContentError
 * `malformed`, `unknownMediaType`, or `digestMismatch` when the archive's digest is not the diff ID.
 */
export async function listLayer(
  { mediaType, digest, diffId, limits }: ListJob,
  source: AsyncIterable<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  const list = new LimitedList(limits);
  const archive = new TarReader(list);
  const hash = createHash(diffId === undefined ? "sha256" : algorithmOf(diffId));
  const taken = counted(source);
  let bytes = 0;
  for await (const piece of inflate(mediaType, taken.source)) {
    bytes += piece.length;
    hash.update(piece);
    archive.push(piece);
    list.cut ??= byteCut(bytes, taken.count(), limits);
    if (list.isFull)
      return list.builder.finish({ digest, diffId: undefined, bytes, source: "layer", cut: list.cut });
  }
  archive.end();
  const found: Digest = `${diffId === undefined ? "sha256" : algorithmOf(diffId)}:${hash.digest("hex")}`;
  if (diffId !== undefined && encodedOf(found) !== encodedOf(diffId))
    throw new ContentError("digestMismatch", diffId);
  return list.builder.finish({ digest, diffId: found, bytes, source: "layer", cut: list.cut });
}

const nothing = new Uint8Array();

/** Takes entries up to the limits. */
class LimitedList {
  readonly builder = new LayerIndexBuilder();
  readonly #limits: Limits;
  #hash: Hash | undefined;
  cut: Cut | undefined;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Whether nothing more will be taken. */
  get isFull(): boolean {
    return this.cut !== undefined && this.cut !== "name";
  }

  entry(entry: TarEntry): void {
    this.#hash = undefined;
    const { entries, name, names } = this.#limits;
    if (this.isFull) return;
    // A text has at least as many bytes as units.
    const isLong = Math.max(entry.path.length, entry.link.length) > name;
    const [path, link] = isLong ? [nothing, nothing] : [encodeName(entry.path), encodeName(entry.link)];
    if (this.builder.count === entries) this.cut = "entries";
    else if (isLong || Math.max(path.length, link.length) > name) this.cut = "name";
    else if (this.builder.nameBytes + path.length + link.length > names) this.cut = "names";
    else {
      this.builder.add({ ...entry, path, link });
      if (entry.size > 0) this.#hash = startContentHash(entry.segments);
    }
  }

  content(bytes: Uint8Array): void {
    this.#hash?.update(bytes);
  }

  end(): void {
    if (this.#hash !== undefined) this.builder.setDigest(this.#hash.digest());
  }
}

function byteCut(bytes: number, compressed: number, limits: Limits): Cut | undefined {
  if (bytes > limits.bytes) return "bytes";
  return bytes > limits.ratioFrom && bytes > compressed * limits.ratio ? "ratio" : undefined;
}

function counted(source: AsyncIterable<Uint8Array>) {
  let count = 0;
  const counting = async function* () {
    for await (const chunk of source) {
      count += chunk.length;
      yield chunk;
    }
  };
  return { source: counting(), count: () => count };
}
