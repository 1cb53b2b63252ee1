/** Extended headers. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03 */
import { decodeName } from "./names.ts";
import { malformedTar } from "./tarHeader.ts";

/** What an extended header says of files by keyword; an empty value takes a global one back. */
export type PaxRecords = ReadonlyMap<string, string>;

/** All else, such as extended attributes, is not kept: global records go with every entry. */
const used = /^(?:path|linkpath|size|uid|gid|mtime|GNU\.sparse\.[a-z]+)$/;

/** Sparse maps of GNU's oldest way repeat these, so their values are joined by commas. */
const repeated: ReadonlySet<string> = new Set(["GNU.sparse.offset", "GNU.sparse.numbytes"]);

/** Reads the records `LENGTH KEYWORD=VALUE\n`; throws ContentError `malformed` when they are none. */
export function parsePax(bytes: Uint8Array): PaxRecords {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const digits = blank === -1 ? "" : decodeName(bytes.subarray(at, blank));
    const end = at + (/^[1-9]\d{0,7}$/.test(digits) ? Number(digits) : 0);
    const equals = bytes.indexOf(0x3d, blank + 1);
    if (end <= blank || end > bytes.length || bytes[end - 1] !== 0x0a || equals === -1 || equals >= end)
      throw malformedTar("extended header");
    const key = decodeName(bytes.subarray(blank + 1, equals));
    at = end;
    if (!used.test(key)) continue;
    const value = decodeName(bytes.subarray(equals + 1, end - 1));
    const before = repeated.has(key) ? records.get(key) : undefined;
    records.set(key, before === undefined ? value : `${before},${value}`);
  }
  return records;
}

/** A whole number of an extended header, at least 0; undefined when the header does not say it. */
export function paxNumber(records: PaxRecords, key: string): number | undefined {
  const text = records.get(key);
  if (text === undefined || text === "") return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw malformedTar(key);
  return value;
}

/** A time of an extended header in seconds since 1970, with a fraction. */
export function paxTime(records: PaxRecords, key: string): number | undefined {
  const text = records.get(key);
  if (text === undefined || text === "") return undefined;
  const value = /^-?\d{1,15}(?:\.\d*)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw malformedTar(key);
  return value;
}
