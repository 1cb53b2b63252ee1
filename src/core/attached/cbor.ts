/** As much of CBOR as COSE signatures need, read with bounds. https://www.rfc-editor.org/rfc/rfc8949#section-3 */
import { ContentError } from "../errors.ts";

export type Cbor =
  | number
  | string
  | boolean
  | null
  | undefined
  | Uint8Array
  | readonly Cbor[]
  | CborMap
  | Tagged;
/** Keys that are no text and no number are left out with their values. */
export type CborMap = ReadonlyMap<string | number, Cbor>;
export type Tagged = { readonly tag: number; readonly value: Cbor };

const deepest = 20;
const longest = 1000;

/** Reads one value; ContentError `malformed` for what is none, is of indefinite length, or is too deep or too long. */
export function parseCbor(bytes: Uint8Array, subject: string): Cbor {
  return new Reader(bytes, subject).value(0);
}

class Reader {
  readonly #bytes: Buffer;
  readonly #subject: string;
  #at = 0;

  constructor(bytes: Uint8Array, subject: string) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#subject = subject;
  }

  value(depth: number): Cbor {
    if (depth > deepest) throw this.#malformed();
    const initial = this.#take(1).readUInt8();
    const kind = initial >> 5;
    const size = initial & 0x1f;
    if (kind === 7) return this.#simple(size);
    const count = this.#count(size);
    switch (kind) {
      case 0:
        return count;
      case 1:
        return -1 - count;
      case 2:
        return this.#take(count);
      case 3:
        return this.#take(count).toString("utf8");
      case 4:
        return Array.from({ length: this.#bounded(count) }, () => this.value(depth + 1));
      case 5:
        return this.#map(count, depth);
      default:
        return { tag: count, value: this.value(depth + 1) };
    }
  }

  #map(count: number, depth: number): CborMap {
    const map = new Map<string | number, Cbor>();
    for (let left = this.#bounded(count); left > 0; left--) {
      const key = this.value(depth + 1);
      const value = this.value(depth + 1);
      if (typeof key === "string" || typeof key === "number") map.set(key, value);
    }
    return map;
  }

  /** Numbers beyond 2^53 are no length and no time that is meant. */
  #count(size: number): number {
    if (size < 24) return size;
    if (size === 24) return this.#take(1).readUInt8();
    if (size === 25) return this.#take(2).readUInt16BE();
    if (size === 26) return this.#take(4).readUInt32BE();
    const count = size === 27 ? Number(this.#take(8).readBigUInt64BE()) : Number.NaN;
    if (!Number.isSafeInteger(count)) throw this.#malformed();
    return count;
  }

  #simple(size: number): Cbor {
    if (size === 20 || size === 21) return size === 21;
    if (size === 22) return null;
    if (size === 26) return this.#take(4).readFloatBE();
    if (size === 27) return this.#take(8).readDoubleBE();
    if (size === 23) return undefined;
    throw this.#malformed();
  }

  #bounded(count: number): number {
    if (count > longest) throw this.#malformed();
    return count;
  }

  #take(length: number): Buffer {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw this.#malformed();
    this.#at += length;
    return this.#bytes.subarray(start, this.#at);
  }

  #malformed(): ContentError {
    return new ContentError("malformed", this.#subject);
  }
}
