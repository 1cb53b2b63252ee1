/** Columns of numbers and texts that grow, and as bytes one after the other. */

type Numbers =
  | Float64Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;
type Kind<Column extends Numbers> = { new (length: number): Column; readonly BYTES_PER_ELEMENT: number };

/** Numbers of one kind. */
export class NumberColumn<Column extends Numbers> {
  readonly #kind: Kind<Column>;
  #values: Column;
  #length = 0;

  constructor(kind: Kind<Column>) {
    this.#kind = kind;
    this.#values = new kind(256);
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length++] = value;
  }

  set(place: number, value: number): void {
    this.#values[place] = value;
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.#values.buffer, 0, this.#length * this.#kind.BYTES_PER_ELEMENT);
  }

  #grow(): void {
    const larger = new this.#kind(2 * this.#values.length);
    larger.set(this.#values);
    this.#values = larger;
  }
}

/** Runs of bytes one after the other, such as texts, with the places of their ends. */
export class BytesColumn {
  readonly ends = new NumberColumn(Uint32Array);
  #values = new Uint8Array(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: Uint8Array): void {
    if (this.#length + value.length > this.#values.length) this.#grow(value.length);
    this.#values.set(value, this.#length);
    this.#length += value.length;
    this.ends.push(this.#length);
  }

  /** Writes over bytes that were pushed. */
  set(at: number, value: Uint8Array): void {
    this.#values.set(value, at);
  }

  bytes(): Uint8Array {
    return this.#values.subarray(0, this.#length);
  }

  #grow(wanted: number): void {
    const larger = new Uint8Array(Math.max(2 * this.#values.length, this.#length + wanted));
    larger.set(this.#values);
    this.#values = larger;
  }
}
