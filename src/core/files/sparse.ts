/** Files with holes, in GNU's four ways. https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html */
import { type PaxRecords, paxNumber } from "./pax.ts";
import { blockSize, malformedTar, parseNumber } from "./tarHeader.ts";
import { type Reading, take } from "./wants.ts";

/** A part of a file that the archive holds: where it is in the file and how long, in bytes. The rest is zeros. */
export type Segment = { readonly at: number; readonly length: number };

/** The most parts of one file; an archive that has more cannot be read. */
export const mostSegments = 65_536;
/** The most bytes of a map within a content. */
const longestMap = 256 * 1024;

/** The parts that a header of GNU's own format names, and whether a block with more follows. */
export function parseOldSparse(header: Uint8Array): { segments: Segment[]; size: number; more: boolean } {
  return {
    segments: structures(header, 386, 4),
    size: parseNumber(header.subarray(483, 495)),
    more: header[482] !== 0,
  };
}

/** A block that goes on with such parts. */
export function parseSparseBlock(block: Uint8Array): { segments: Segment[]; more: boolean } {
  return { segments: structures(block, 0, 21), more: block[504] !== 0 };
}

function structures(block: Uint8Array, from: number, count: number): Segment[] {
  const segments: Segment[] = [];
  for (let at = from; at < from + 24 * count && block[at] !== 0; at += 24) {
    const number = (start: number) => parseNumber(block.subarray(start, start + 12));
    segments.push({ at: number(at), length: number(at + 12) });
  }
  return segments;
}

/** What an extended header says of a file with holes; undefined when it speaks of none. */
export type PaxSparse = {
  readonly path: string | undefined;
  readonly size: number | undefined;
  /** Undefined when the map stands at the start of the content. */
  readonly segments: readonly Segment[] | undefined;
};

/** Reads the keywords `GNU.sparse.*`. */
export function readPaxSparse(records: PaxRecords): PaxSparse | undefined {
  const path = records.get("GNU.sparse.name");
  const size = paxNumber(records, "GNU.sparse.realsize") ?? paxNumber(records, "GNU.sparse.size");
  if (records.get("GNU.sparse.major") === "1") return { path, size, segments: undefined };
  const pairs = records.get("GNU.sparse.map")?.split(",") ?? zipped(records);
  return pairs === undefined ? undefined : { path, size, segments: paired(pairs.map(wholeNumber)) };
}

function zipped(records: PaxRecords): readonly string[] | undefined {
  const lengths = records.get("GNU.sparse.numbytes")?.split(",");
  return records
    .get("GNU.sparse.offset")
    ?.split(",")
    .flatMap((at, place) => [at, lengths?.[place] ?? ""]);
}

/**
 * Reads a map at the start of a content of `stored` bytes: how many parts, then place and length of each, every number
 * on a line. Gives the bytes that it took, too.
 */
export function* readSparseMap(stored: number): Reading<{ segments: readonly Segment[]; bytes: number }> {
  let text = "";
  for (let bytes = blockSize; bytes <= stored && bytes <= longestMap; bytes += blockSize) {
    text += Buffer.from(yield* take(blockSize)).toString("latin1");
    const lines = text.split("\n");
    const count = lines.length > 1 ? wholeNumber(lines[0] ?? "") : Number.POSITIVE_INFINITY;
    if (lines.length > 1 + 2 * count)
      return { segments: paired(lines.slice(1, 1 + 2 * count).map(wholeNumber)), bytes };
  }
  throw malformedTar("holes");
}

/** Throws ContentError `malformed` unless the parts stand in order within the file and are what the archive holds. */
export function checkSegments(segments: readonly Segment[], size: number, stored: number): void {
  let place = 0;
  let total = 0;
  if (segments.length > mostSegments) throw malformedTar("too many holes");
  for (const { at, length } of segments) {
    if (at < place || length < 0 || at + length > size) throw malformedTar("holes");
    place = at + length;
    total += length;
  }
  if (total !== stored) throw malformedTar("holes");
}

function paired(numbers: readonly number[]): readonly Segment[] {
  if (numbers.length % 2 !== 0) throw malformedTar("holes");
  return Array.from({ length: numbers.length / 2 }, (_, place) => ({
    at: numbers[2 * place] ?? 0,
    length: numbers[2 * place + 1] ?? 0,
  }));
}

function wholeNumber(text: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw malformedTar("holes");
  return value;
}
