/** Reading a tar archive as its bytes come, one entry after the other. Names are data and never become paths. */
import { decodeName } from "./names.ts";
import { type PaxRecords, parsePax, paxNumber, paxTime } from "./pax.ts";
import {
  checkSegments,
  mostSegments,
  parseOldSparse,
  parseSparseBlock,
  readPaxSparse,
  readSparseMap,
  type Segment,
} from "./sparse.ts";
import { blockSize, isZeroBlock, malformedTar, parseHeader, type TarHeader } from "./tarHeader.ts";
import { Feeder, type Reading, take } from "./wants.ts";

export type EntryType = "file" | "hardLink" | "symlink" | "character" | "block" | "directory" | "fifo";

/** One entry of an archive. All text is hostile. */
export type TarEntry = {
  /** As the archive writes it. */
  readonly path: string;
  readonly type: EntryType;
  /** Bytes of a file once unpacked; 0 for all else. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Where a link leads; of a device `MAJOR,MINOR`; else empty. */
  readonly link: string;
  /** Where in the archive the entry's first header begins, in bytes. */
  readonly offset: number;
  /** Of a file with holes the parts that the archive holds. */
  readonly segments?: readonly Segment[];
};

/** Who is told what an archive holds. */
export type TarSink = {
  entry(entry: TarEntry): void;
  /** The content of the entry told last, in pieces; of a file with holes the parts alone, one after the other. */
  content?(bytes: Uint8Array): void;
  /** The content is complete. */
  end?(entry: TarEntry): void;
};

/** The most bytes of an extended header or a long name. */
const longestExtension = 1024 * 1024;

/**
 * A reader that is handed the archive in pieces. Throws ContentError `malformed` for what is no archive; what was told
 * before stays true.
 */
export class TarReader {
  readonly #feeder: Feeder;

  constructor(sink: TarSink) {
    this.#feeder = new Feeder(readArchive(sink));
  }

  /** Whether the end of the archive was read; bytes after it are ignored. */
  get ended(): boolean {
    return this.#feeder.isDone;
  }

  push(chunk: Uint8Array): void {
    this.#feeder.push(chunk);
  }

  /** There are no more bytes. An archive may do without its end, but not break off within an entry. */
  end(): void {
    if (!this.#feeder.mayEnd) throw malformedTar("truncated");
  }
}

function* readArchive(sink: TarSink): Reading {
  let globals: PaxRecords = new Map();
  let own: Extensions = {};
  let offset = 0;
  /** Where the entry begins, when extensions come before its header. */
  let start: number | undefined;
  for (;;) {
    const block = yield { bytes: blockSize, optional: true };
    if (isZeroBlock(block)) return;
    const header = parseHeader(block);
    if (header.flag !== "g") start ??= offset;
    offset += blockSize;
    if (extensions.has(header.flag)) {
      const bytes = yield* readExtension(header);
      offset += padded(header.size);
      if (header.flag === "g") globals = merged(globals, parsePax(bytes));
      else own = { ...own, ...extensionOf(header.flag, bytes, own) };
      continue;
    }
    const before = merged(globals, own.pax ?? new Map());
    offset += yield* readEntry({ header, block, records: before, own, offset: start ?? 0 }, sink);
    own = {};
    start = undefined;
  }
}

/** What headers before an entry say of it. */
type Extensions = { readonly pax?: PaxRecords; readonly path?: string; readonly link?: string };

const extensions: ReadonlySet<string> = new Set(["x", "X", "g", "L", "K"]);

function* readExtension({ size }: TarHeader): Reading<Uint8Array> {
  if (size > longestExtension) throw malformedTar("extended header too long");
  return (yield* take(padded(size))).slice(0, size);
}

function extensionOf(flag: string, bytes: Uint8Array, { pax = new Map() }: Extensions): Extensions {
  if (flag === "x" || flag === "X") return { pax: merged(pax, parsePax(bytes)) };
  const end = bytes.indexOf(0);
  const name = decodeName(end === -1 ? bytes : bytes.subarray(0, end));
  return flag === "L" ? { path: name } : { link: name };
}

function merged(one: PaxRecords, other: PaxRecords): PaxRecords {
  return one.size === 0 ? other : new Map([...one, ...other]);
}

type Found = {
  readonly header: TarHeader;
  readonly block: Uint8Array;
  readonly records: PaxRecords;
  readonly own: Extensions;
  readonly offset: number;
};

/** Tells one entry with its content; gives the bytes after its header. */
function* readEntry(found: Found, sink: TarSink): Reading<number> {
  const { header, records } = found;
  const type = typeOf(header);
  const stored = type === "file" ? (paxNumber(records, "size") ?? header.size) : 0;
  const sparse = yield* readSparse(found, stored);
  const entry = entryOf(found, type, stored, sparse);
  const inner = sparse === undefined ? 0 : sparse.inside;
  const content = stored - inner;
  if (content < 0) throw malformedTar("holes");
  if (sparse !== undefined) checkSegments(sparse.segments, entry.size, content);
  sink.entry(entry);
  yield { bytes: content, each: (piece) => sink.content?.(piece) };
  sink.end?.(entry);
  yield { bytes: padded(stored) - stored, each: () => {} };
  return padded(stored) + (sparse?.before ?? 0);
}

/** Holes of a file; `before` and `inside` are the bytes of the map before the content and within it. */
type Sparse = {
  readonly path: string | undefined;
  readonly size: number | undefined;
  readonly segments: readonly Segment[];
  readonly before: number;
  readonly inside: number;
};

function* readSparse({ header, block, records }: Found, stored: number): Reading<Sparse | undefined> {
  if (header.flag === "S") return yield* readOldSparse(block.slice());
  const found = header.flag === "0" ? readPaxSparse(records) : undefined;
  if (found === undefined) return undefined;
  if (found.segments !== undefined) return { ...found, segments: found.segments, before: 0, inside: 0 };
  const { segments, bytes } = yield* readSparseMap(stored);
  return { ...found, segments, before: 0, inside: bytes };
}

function* readOldSparse(header: Uint8Array): Reading<Sparse> {
  const { segments, size, more } = parseOldSparse(header);
  let before = 0;
  for (let goesOn = more; goesOn; ) {
    const next = parseSparseBlock(yield* take(blockSize));
    before += blockSize;
    segments.push(...next.segments);
    if (segments.length > mostSegments) throw malformedTar("too many holes");
    goesOn = next.more;
  }
  return { path: undefined, size, segments, before, inside: 0 };
}

function entryOf(
  { header, records, own, offset }: Found,
  type: EntryType,
  stored: number,
  sparse: Sparse | undefined,
): TarEntry {
  const { mode, uid, gid, modified, major, minor } = header;
  const isLink = type === "symlink" || type === "hardLink";
  const device = type === "character" || type === "block" ? `${major},${minor}` : "";
  return {
    path: own.path ?? sparse?.path ?? (records.get("path") || header.path),
    type,
    size: sparse?.size ?? stored,
    mode,
    uid: paxNumber(records, "uid") ?? uid,
    gid: paxNumber(records, "gid") ?? gid,
    modified: Math.floor((paxTime(records, "mtime") ?? modified) * 1000),
    link: isLink ? (own.link ?? (records.get("linkpath") || header.link)) : device,
    offset,
    ...(sparse && { segments: sparse.segments }),
  };
}

const types: Readonly<Record<string, EntryType>> = {
  "1": "hardLink",
  "2": "symlink",
  "3": "character",
  "4": "block",
  "5": "directory",
  "6": "fifo",
};

/** What no letter stands for is a file, as the standard has it; in the oldest archives a directory is one too. */
function typeOf({ flag, path }: TarHeader): EntryType {
  return types[flag] ?? (flag === "0" && path.endsWith("/") ? "directory" : "file");
}

function padded(size: number): number {
  return Math.ceil(size / blockSize) * blockSize;
}
