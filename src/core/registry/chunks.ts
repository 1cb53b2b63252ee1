/** Opens a blob's bytes from an offset. */
export type OpenBytes = (from: number) => Promise<AsyncIterable<Uint8Array>>;

/** A blob's bytes in pieces of a wanted length, from wherever an upload has to go on. Holds one piece at a time. */
export class Chunks {
  readonly #open: OpenBytes;
  /** The bytes read but not given on, and where the first of them is. */
  #rest: Uint8Array[] = [];
  #place = -1;
  #reading: AsyncIterator<Uint8Array> | undefined;
  #last: { readonly at: number; readonly bytes: Uint8Array } = { at: 0, bytes: new Uint8Array() };

  constructor(open: OpenBytes) {
    this.#open = open;
  }

  /** The piece of at most `length` bytes at `at`; shorter only at the blob's end. The last one is given again at once. */
  async at(at: number, length: number): Promise<Uint8Array> {
    const within = at - this.#last.at;
    if (within >= 0 && within < this.#last.bytes.length) return this.#last.bytes.subarray(within);
    if (at !== this.#place) await this.#reopen(at);
    this.#last = { at, bytes: await this.#read(length) };
    this.#place = at + this.#last.bytes.length;
    return this.#last.bytes;
  }

  /** Drops what is open. */
  async close(): Promise<void> {
    const reading = this.#reading;
    this.#reading = undefined;
    this.#rest = [];
    this.#place = -1;
    await reading?.return?.().catch(() => {});
  }

  async #reopen(at: number): Promise<void> {
    await this.close();
    this.#reading = (await this.#open(at))[Symbol.asyncIterator]();
    this.#place = at;
  }

  async #read(length: number): Promise<Uint8Array> {
    const parts = this.#rest;
    let size = parts.reduce((sum, part) => sum + part.length, 0);
    // One byte more than wanted: the end of the blob is where its digest is checked.
    while (size <= length) {
      const next = await this.#reading?.next();
      if (next === undefined || next.done) break;
      parts.push(next.value);
      size += next.value.length;
    }
    const bytes = Buffer.concat(parts, size);
    this.#rest = size > length ? [bytes.subarray(length)] : [];
    return bytes.subarray(0, length);
  }
}
