/**
 * The list of a layer's entries as one run of bytes, which can be handed from thread to thread and kept on disk: about 80
 * bytes for each entry and its names.
 *
 *     index ::= length of facts (4 bytes, little-endian) facts (JSON) blanks to a multiple of 8
 *               sizes times offsets (8 bytes each) uids gids name-ends link-ends (4 each) modes (2) types (1)
 *               digests (32) names links
 *
 * Numbers are in the machine's order, which the facts tell.
 */
import { endianness } from "node:os";
import { ContentError } from "../errors.ts";
import { parseObject, toSize } from "../oci/fields.ts";
import { type Digest, isDigest } from "../reference/digest.ts";
import { BytesColumn, NumberColumn } from "./column.ts";
import type { Cut, LayerEntry, LayerFacts } from "./layerEntry.ts";
import { decodeName } from "./names.ts";
import type { EntryType } from "./tar.ts";

/** Changes whenever the form does, or what is found in a layer. */
const version = 1;

const types: readonly EntryType[] = [
  "file",
  "hardLink",
  "symlink",
  "character",
  "block",
  "directory",
  "fifo",
];
const cuts: ReadonlySet<unknown> = new Set<Cut>(["entries", "bytes", "ratio", "name", "names"]);
const digestSize = 32;
const noDigest = Buffer.alloc(digestSize);

/** An entry as it is added; names and links are bytes. */
export type NewEntry = Omit<LayerEntry, "place" | "path" | "link" | "digest"> & {
  readonly path: Uint8Array;
  readonly link: Uint8Array;
  readonly digest?: Uint8Array;
};

/** Makes an index. */
export class LayerIndexBuilder {
  readonly #sizes = new NumberColumn(Float64Array);
  readonly #times = new NumberColumn(Float64Array);
  readonly #offsets = new NumberColumn(Float64Array);
  readonly #uids = new NumberColumn(Uint32Array);
  readonly #gids = new NumberColumn(Uint32Array);
  readonly #modes = new NumberColumn(Uint16Array);
  readonly #types = new NumberColumn(Uint8Array);
  readonly #digests = new BytesColumn();
  readonly #names = new BytesColumn();
  readonly #links = new BytesColumn();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Bytes of all names and links so far. */
  get nameBytes(): number {
    return this.#names.length + this.#links.length;
  }

  add({ path, link, type, size, mode, uid, gid, modified, offset, digest = noDigest }: NewEntry): void {
    this.#sizes.push(size);
    this.#times.push(modified);
    this.#offsets.push(offset);
    this.#uids.push(uid);
    this.#gids.push(gid);
    this.#modes.push(mode);
    this.#types.push(types.indexOf(type));
    this.#digests.push(digest);
    this.#names.push(path);
    this.#links.push(link);
    this.#count++;
  }

  /** Says the digest of the entry added last. */
  setDigest(digest: Uint8Array): void {
    this.#digests.set((this.#count - 1) * digestSize, digest);
  }

  finish(facts: LayerFacts): Uint8Array<ArrayBuffer> {
    const text = JSON.stringify({ version, order: endianness(), count: this.#count, ...facts });
    const head = Buffer.from(text.padEnd(padded(4 + Buffer.byteLength(text)) - 4));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(head.length);
    const columns = [
      ...[this.#sizes, this.#times, this.#offsets, this.#uids, this.#gids],
      ...[
        this.#names.ends,
        this.#links.ends,
        this.#modes,
        this.#types,
        this.#digests,
        this.#names,
        this.#links,
      ],
    ];
    const parts = [length, head, ...columns.map((column) => column.bytes())];
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}

/** Reads an index. */
export class LayerIndex {
  readonly facts: LayerFacts;
  readonly count: number;
  /** As it is kept and handed on. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #sizes: Float64Array;
  readonly #times: Float64Array;
  readonly #offsets: Float64Array;
  readonly #uids: Uint32Array;
  readonly #gids: Uint32Array;
  readonly #nameEnds: Uint32Array;
  readonly #linkEnds: Uint32Array;
  readonly #modes: Uint16Array;
  readonly #types: Uint8Array;
  readonly #digests: Buffer;
  readonly #names: Uint8Array;
  readonly #links: Uint8Array;

  /** Takes bytes that LayerIndexBuilder gave. Throws ContentError `malformed` when they are of another version or cut. */
  constructor(bytes: Uint8Array) {
    // Columns must begin at multiples of eight, which what was read from a file may not.
    this.bytes = bytes.byteOffset % 8 === 0 && isPlain(bytes) ? bytes : Uint8Array.from(bytes);
    const { facts, count, end } = decodeHead(this.bytes);
    this.facts = facts;
    this.count = count;
    const { buffer, byteOffset } = this.bytes;
    let at = byteOffset + end;
    const next = (size: number) => {
      const start = at;
      at += size * count;
      return start;
    };
    if (end + columnBytes * count > this.bytes.length) throw malformedIndex();
    this.#sizes = new Float64Array(buffer, next(8), count);
    this.#times = new Float64Array(buffer, next(8), count);
    this.#offsets = new Float64Array(buffer, next(8), count);
    this.#uids = new Uint32Array(buffer, next(4), count);
    this.#gids = new Uint32Array(buffer, next(4), count);
    this.#nameEnds = new Uint32Array(buffer, next(4), count);
    this.#linkEnds = new Uint32Array(buffer, next(4), count);
    this.#modes = new Uint16Array(buffer, next(2), count);
    this.#types = new Uint8Array(buffer, next(1), count);
    this.#digests = Buffer.from(buffer, next(digestSize), digestSize * count);
    const names = this.#nameEnds.at(-1) ?? 0;
    const links = this.#linkEnds.at(-1) ?? 0;
    if (at - byteOffset + names + links !== this.bytes.length) throw malformedIndex();
    this.#names = new Uint8Array(buffer, at, names);
    this.#links = new Uint8Array(buffer, at + names, links);
  }

  /** The path of the entry at a place, as the archive writes it. */
  path(place: number): string {
    return run(this.#names, this.#nameEnds, place);
  }

  /** The entry at a place from 0 to count - 1. */
  entry(place: number): LayerEntry {
    if (!(place >= 0 && place < this.count)) throw new RangeError(`no entry ${place} of ${this.count}`);
    return {
      place,
      path: this.path(place),
      type: types[this.#types[place] ?? 0] ?? "file",
      size: this.#sizes[place] ?? 0,
      mode: this.#modes[place] ?? 0,
      uid: this.#uids[place] ?? 0,
      gid: this.#gids[place] ?? 0,
      modified: this.#times[place] ?? 0,
      link: run(this.#links, this.#linkEnds, place),
      digest: this.#digest(place),
      offset: this.#offsets[place] ?? 0,
    };
  }

  /** All entries in the layer's order. */
  *entries(): Generator<LayerEntry, void> {
    for (let place = 0; place < this.count; place++) yield this.entry(place);
  }

  #digest(place: number): Digest | undefined {
    const bytes = this.#digests.subarray(place * digestSize, (place + 1) * digestSize);
    return bytes.equals(noDigest) ? undefined : `sha256:${bytes.toString("hex")}`;
  }
}

/** Bytes of one entry in the columns of fixed width. */
const columnBytes = 3 * 8 + 4 * 4 + 2 + 1 + digestSize;

function isPlain(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer;
}

function run(bytes: Uint8Array, ends: Uint32Array, place: number): string {
  return decodeName(bytes.subarray(ends[place - 1] ?? 0, ends[place]));
}

function decodeHead(bytes: Uint8Array): { facts: LayerFacts; count: number; end: number } {
  const length = bytes.length < 4 ? 0 : Buffer.from(bytes.subarray(0, 4)).readUInt32LE();
  const end = 4 + length;
  if (end > bytes.length) throw malformedIndex();
  const { version: made, order, source, cut, ...fields } = parseObject(bytes.subarray(4, end), subject);
  const { digest, diffId } = fields;
  const count = toSize(fields["count"]);
  const isOurs = made === version && order === endianness() && (source === "layer" || source === "toc");
  if (!isOurs || count === undefined || !isDigest(digest) || !isCut(cut)) throw malformedIndex();
  const facts: LayerFacts = {
    digest,
    diffId: isDigest(diffId) ? diffId : undefined,
    bytes: toSize(fields["bytes"]),
    source,
    cut,
  };
  return { facts, count, end };
}

function isCut(value: unknown): value is Cut | undefined {
  return value === undefined || cuts.has(value);
}

const subject = "the list of a layer's files";

function malformedIndex(): ContentError {
  return new ContentError("malformed", subject);
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
