/** Opens a blob's bytes from an offset. */
export type OpenBytes = (from: number) => Promise<AsyncIterable<Uint8Array>>;

/** Bytes in the parts that they came in: putting them together would copy every blob once more. */
export type Piece = { readonly length: number; readonly parts: readonly Uint8Array[] };

/**
 * A blob's bytes in pieces of a wanted length, from wherever an upload has to go on. While a piece is sent, the next one
 * is read: two pieces are held at a time.
 */
export class Chunks {
  readonly #open: OpenBytes;
  #reading: AsyncIterator<Uint8Array> | undefined;
  /** Read, but in no piece yet. */
  #rest: Piece = nothing;
  #last: Piece & { readonly at: number } = { ...nothing, at: 0 };
  /** The piece after the last one, and where it is. */
  #next: Promise<Piece> | undefined;
  #place = -1;

  constructor(open: OpenBytes) {
    this.#open = open;
  }

  /**
   * The piece of `length` bytes at `at`; shorter only at the blob's end. `length` may grow from piece to piece. The last
   * piece, or its end, is given again without reading.
   */
  async at(at: number, length: number): Promise<Piece> {
    const within = at - this.#last.at;
    if (within >= 0 && within < this.#last.length) return cut(this.#last, within).after;
    if (at !== this.#place) await this.#reopen(at);
    const ahead = (await this.#next) ?? nothing;
    const piece = ahead.length < length ? joined(ahead, await this.#read(length - ahead.length)) : ahead;
    this.#last = { ...piece, at };
    this.#place = at + piece.length;
    this.#next = this.#read(length);
    // Its failure is told to whoever asks for the piece.
    this.#next.catch(() => {});
    return piece;
  }

  /** Drops what is open. */
  close(): void {
    this.#reading?.return?.().catch(() => {});
    this.#reading = undefined;
    this.#next = undefined;
    this.#rest = nothing;
    this.#place = -1;
  }

  async #reopen(at: number): Promise<void> {
    this.close();
    this.#reading = (await this.#open(at))[Symbol.asyncIterator]();
    this.#place = at;
  }

  async #read(wanted: number): Promise<Piece> {
    const reading = this.#reading;
    const parts = [...this.#rest.parts];
    let { length } = this.#rest;
    // One byte more than wanted: the end of the blob is where its digest is checked.
    while (length <= wanted) {
      const next = await reading?.next();
      if (next === undefined || next.done) break;
      parts.push(next.value);
      length += next.value.length;
    }
    const { before, after } = cut({ length, parts }, wanted);
    if (reading === this.#reading) this.#rest = after;
    return before;
  }
}

const nothing: Piece = { length: 0, parts: [] };

function joined(one: Piece, other: Piece): Piece {
  return { length: one.length + other.length, parts: [...one.parts, ...other.parts] };
}

/** What is before and after the first `at` bytes. */
function cut({ parts, length }: Piece, at: number): { readonly before: Piece; readonly after: Piece } {
  const before: Uint8Array[] = [];
  const after: Uint8Array[] = [];
  let place = 0;
  for (const part of parts) {
    const inside = Math.min(Math.max(at - place, 0), part.length);
    if (inside > 0) before.push(part.subarray(0, inside));
    if (inside < part.length) after.push(part.subarray(inside));
    place += part.length;
  }
  const within = Math.min(at, length);
  return { before: { length: within, parts: before }, after: { length: length - within, parts: after } };
}
