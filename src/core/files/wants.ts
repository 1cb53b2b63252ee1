/** Reading a format from bytes that come in pieces of any length: a generator says what it wants next. */

export type Want = {
  readonly bytes: number;
  /** Takes the bytes in the pieces that they come in; without it they are given whole. */
  readonly each?: (piece: Uint8Array) => void;
  /** The input may end before the first of these bytes. */
  readonly optional?: true;
};

export type Reading<Result = void> = Generator<Want, Result, Uint8Array>;

/** Asks for so many bytes. */
export function* take(bytes: number): Reading<Uint8Array> {
  return yield { bytes };
}

const nothing = new Uint8Array();

/** Feeds a reading. What it throws comes out of the call that brought the bytes. */
export class Feeder {
  readonly #reading: Reading;
  #want: Want | undefined;
  /** Of the want: what came so far, and how many bytes are missing. */
  #parts: Uint8Array[] = [];
  #missing = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#next(nothing);
  }

  /** Whether the reading has come to its end; further bytes are ignored. */
  get isDone(): boolean {
    return this.#want === undefined;
  }

  /** Whether the input may end here. */
  get mayEnd(): boolean {
    return this.#want === undefined || (this.#want.optional === true && this.#missing === this.#want.bytes);
  }

  /** The bytes are not copied, so they must stay as they are until the reading was given them. */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.#want !== undefined; ) {
      const piece = chunk.subarray(at, at + this.#missing);
      at += piece.length;
      this.#missing -= piece.length;
      if (this.#want.each !== undefined) this.#want.each(piece);
      else this.#parts.push(piece);
      if (this.#missing === 0) this.#next(this.#whole());
    }
  }

  #whole(): Uint8Array {
    const [first = nothing, ...others] = this.#parts;
    const whole = others.length === 0 ? first : Buffer.concat(this.#parts);
    this.#parts = [];
    return whole;
  }

  #next(bytes: Uint8Array): void {
    for (let given = bytes; ; given = nothing) {
      const { value, done } = this.#reading.next(given);
      this.#want = done === true ? undefined : value;
      this.#missing = this.#want?.bytes ?? 0;
      if (this.#want === undefined || this.#missing > 0) return;
    }
  }
}
