import type { Segment } from "./sparse.ts";

type Bytes = AsyncIterable<Uint8Array>;

/** Zeros come in pieces of at most so many bytes. */
const longest = 64 * 1024;

/**
 * A file of `size` bytes from its parts one after the other, with zeros between them. Where the parts are is asked for when
 * the first bytes are here; undefined for a file without holes.
 */
export async function* fillHoles(
  parts: Bytes,
  segments: () => readonly Segment[] | undefined,
  size: number,
): Bytes {
  let place = 0;
  let map: readonly Segment[] | undefined;
  let current = 0;
  for await (const part of parts) {
    map ??= segments() ?? [{ at: 0, length: size }];
    for (let rest = part; rest.length > 0; ) {
      const { at, length } = map[current] ?? { at: place, length: rest.length };
      yield* zeros(Math.max(at - place, 0));
      place = Math.max(place, at);
      const piece = rest.subarray(0, at + length - place);
      yield* piece.length === 0 ? [] : [piece];
      place += piece.length;
      rest = rest.subarray(piece.length);
      if (place >= at + length) current++;
    }
  }
  yield* zeros(size - place);
}

function* zeros(count: number): Generator<Uint8Array, void> {
  for (let left = count; left > 0; left -= longest) yield new Uint8Array(Math.min(left, longest));
}
