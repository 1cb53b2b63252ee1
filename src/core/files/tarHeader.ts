/**
 * One header block of a tar archive, in any of its dialects.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06,
 * https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
import { ContentError } from "../errors.ts";
import { decodeName } from "./names.ts";

/** Archives consist of blocks of so many bytes. */
export const blockSize = 512;

/** The fields of a block as they stand there. */
export type TarHeader = {
  readonly path: string;
  /** One character, NUL as "0". */
  readonly flag: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes that follow the header. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly modified: number;
  readonly link: string;
  readonly major: number;
  readonly minor: number;
};

/** Why an archive cannot be read. */
export function malformedTar(cause: string): ContentError {
  return new ContentError("malformed", "the layer's archive", { cause });
}

/** Whether a block is all zeros, as the end of an archive is. */
export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** Reads a header block; throws ContentError `malformed` for a wrong checksum or number. */
export function parseHeader(block: Uint8Array): TarHeader {
  if (!hasChecksum(block)) throw malformedTar("checksum");
  const magic = latin1(block, 257, 8);
  const isPosix = magic.startsWith("ustar\0");
  const hasDevices = magic.startsWith("ustar");
  const path = decodeName(field(block, 0, 100));
  const prefix = isPosix ? decodeName(field(block, 345, prefixLength(block))) : "";
  const flag = latin1(block, 156, 1).replace("\0", "0");
  const size = parseNumber(block.subarray(124, 136));
  if (size < 0) throw malformedTar("negative size");
  return {
    path: prefix === "" ? path : `${prefix}/${path}`,
    flag,
    mode: parseNumber(block.subarray(100, 108)) & 0o7777,
    uid: parseNumber(block.subarray(108, 116)),
    gid: parseNumber(block.subarray(116, 124)),
    size,
    modified: parseNumber(block.subarray(136, 148)),
    link: decodeName(field(block, 157, 100)),
    major: hasDevices ? parseNumber(block.subarray(329, 337)) : 0,
    minor: hasDevices ? parseNumber(block.subarray(337, 345)) : 0,
  };
}

/**
 * A number as archives write it: octal digits between blanks and NULs, or, when the first bit is set, binary with the
 * sign in the second.
 */
export function parseNumber(bytes: Uint8Array): number {
  const first = bytes[0] ?? 0;
  const value = first >= 0x80 ? parseBinary(bytes) : parseOctal(latin1(bytes, 0, bytes.length));
  if (!Number.isSafeInteger(value)) throw malformedTar("number");
  return value;
}

function parseOctal(text: string): number {
  const digits = /^[ \0]*([0-7]*)(?:[ \0].*)?$/s.exec(text)?.[1];
  if (digits === undefined) throw malformedTar("number");
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}

function parseBinary(bytes: Uint8Array): number {
  const isNegative = ((bytes[0] ?? 0) & 0x40) !== 0;
  const bits = 8 * bytes.length - 1;
  const whole = BigInt(`0x${Buffer.from(bytes).toString("hex")}`) & ((1n << BigInt(bits)) - 1n);
  return Number(isNegative ? whole - (1n << BigInt(bits)) : whole);
}

/** Some old programs added the bytes up as signed ones. */
function hasChecksum(block: Uint8Array): boolean {
  const wanted = parseNumber(block.subarray(148, 156));
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < blockSize; at++) {
    const byte = at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  return wanted === unsigned || wanted === signed;
}

/** The star program keeps times at the end of the prefix. */
function prefixLength(block: Uint8Array): number {
  return latin1(block, 508, 4) === "tar\0" ? 131 : 155;
}

/** A field up to its NUL. */
function field(block: Uint8Array, at: number, length: number): Uint8Array {
  const bytes = block.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}

function latin1(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
