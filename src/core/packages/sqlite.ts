/**
 * The rows of a table in a file of SQLite, read and nothing else: the file is hostile, so no engine is let at it.
 * https://www.sqlite.org/fileformat2.html
 */
import { ContentError } from "../errors.ts";

const magic = "SQLite format 3\0";
const headSize = 100;
/** How deep a tree may be, and how many rows a table may have. */
const deepest = 20;
const mostRows = 100_000;

/** Bytes of a column, or nothing where it holds a number or NULL. */
type Row = readonly (Uint8Array | undefined)[];

/**
 * The rows of the table of that name; none when there is no such table. Throws ContentError `malformed` for a file that is
 * none, or is damaged.
 */
export function readTable(file: Uint8Array, name: string, subject: string): readonly Row[] {
  const database = new Database(file, subject);
  for (const [type, title, , root] of database.rows(1)) {
    const isTable = textOf(type) === "table" && textOf(title) === name;
    if (isTable) return [...database.rows(numberOf(root))];
  }
  return [];
}

class Database {
  readonly #file: Buffer;
  readonly #subject: string;
  readonly #pageSize: number;
  /** Bytes of a page that are used. */
  readonly #usable: number;
  readonly #seen = new Set<number>();
  #rows = 0;

  constructor(file: Uint8Array, subject: string) {
    this.#file = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    this.#subject = subject;
    if (this.#file.length < headSize || this.#file.toString("latin1", 0, 16) !== magic)
      throw this.#malformed();
    const size = this.#file.readUInt16BE(16);
    this.#pageSize = size === 1 ? 65_536 : size;
    this.#usable = this.#pageSize - this.#file.readUInt8(20);
    const isPower = (this.#pageSize & (this.#pageSize - 1)) === 0;
    if (this.#pageSize < 512 || !isPower || this.#usable < 480) throw this.#malformed();
  }

  /** The rows below a page, in the order of their numbers. A row's first column is a number that is not stored. */
  *rows(root: number, depth = 0): Generator<Row, void> {
    if (depth > deepest || this.#seen.has(root)) throw this.#malformed();
    this.#seen.add(root);
    const page = this.#page(root);
    const start = root === 1 ? headSize : 0;
    const type = page[start];
    const count = page.readUInt16BE(start + 3);
    const isLeaf = type === 0x0d;
    if (!isLeaf && type !== 0x05) throw this.#malformed();
    const pointers = start + (isLeaf ? 8 : 12);
    if (pointers + 2 * count > page.length) throw this.#malformed();
    for (let cell = 0; cell < count; cell++) {
      const at = page.readUInt16BE(pointers + 2 * cell);
      if (at + 4 > page.length) throw this.#malformed();
      if (isLeaf) yield this.#row(page, at);
      else yield* this.rows(page.readUInt32BE(at), depth + 1);
    }
    if (!isLeaf) yield* this.rows(page.readUInt32BE(start + 8), depth + 1);
  }

  #row(page: Buffer, at: number): Row {
    this.#rows++;
    if (this.#rows > mostRows) throw this.#malformed();
    const size = this.#varint(page, at);
    const key = this.#varint(page, size.end);
    const payload = this.#payload(page, key.end, size.value);
    return this.#columns(payload);
  }

  /** What does not fit into a page goes on in others, each of which names the next. */
  #payload(page: Buffer, start: number, size: number): Buffer {
    const usable = this.#usable;
    const most = usable - 35;
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const rest = least + ((size - least) % (usable - 4));
    const local = size <= most ? size : rest <= most ? rest : least;
    const end = start + local;
    if (size > this.#file.length || end + (local < size ? 4 : 0) > page.length) throw this.#malformed();
    const parts = [page.subarray(start, end)];
    let missing = size - local;
    for (let next = missing > 0 ? page.readUInt32BE(end) : 0; missing > 0; ) {
      if (this.#seen.has(next)) throw this.#malformed();
      this.#seen.add(next);
      const overflow = this.#page(next);
      const part = overflow.subarray(4, 4 + Math.min(missing, usable - 4));
      parts.push(part);
      missing -= part.length;
      next = overflow.readUInt32BE(0);
    }
    return Buffer.concat(parts);
  }

  #columns(payload: Buffer): Row {
    const head = this.#varint(payload, 0);
    const columns: (Uint8Array | undefined)[] = [];
    let content = head.value;
    for (let at = head.end; at < head.value; ) {
      const { value: type, end } = this.#varint(payload, at);
      at = end;
      const size = type >= 12 ? (type - 12) >>> 1 : (integerSizes[type] ?? 0);
      if (content + size > payload.length) throw this.#malformed();
      columns.push(type === 0 ? undefined : payload.subarray(content, content + size));
      content += size;
    }
    return columns;
  }

  #page(number: number): Buffer {
    const start = (number - 1) * this.#pageSize;
    if (number < 1 || start + this.#pageSize > this.#file.length) throw this.#malformed();
    return this.#file.subarray(start, start + this.#pageSize);
  }

  /** Sizes above 2^32 are of no file that is read here. */
  #varint(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
    let value = 0;
    for (let at = start; at < start + 5; at++) {
      const byte = bytes[at];
      if (byte === undefined) break;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return { value, end: at + 1 };
    }
    throw this.#malformed();
  }

  #malformed(): ContentError {
    return new ContentError("malformed", this.#subject);
  }
}

/** Bytes of numbers by their type. */
const integerSizes: readonly number[] = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function textOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}

function numberOf(bytes: Uint8Array | undefined): number {
  let number = 0;
  for (const byte of bytes ?? []) number = number * 256 + byte;
  return number;
}
