/**
 * Where the frames of a zstd stream end. Node's decoder stops after the first frame and drops what follows in the same
 * piece, without a word; layers of several frames are common (pzstd, zstd:chunked).
 * https://www.rfc-editor.org/rfc/rfc8878#section-3.1
 */
import { ContentError } from "../errors.ts";
import { type Reading, take } from "./wants.ts";

/** Who is given the frames. */
export type FrameSink = {
  /** A part of a frame, in order. */
  bytes(piece: Uint8Array): void;
  /** The frame is complete. */
  end(): void;
};

const magic = 0xfd2fb528;

/** Reads a stream of frames; those to be skipped are. Throws ContentError `malformed` for what is none. */
export function* readFrames(sink: FrameSink): Reading {
  for (;;) {
    const start = Buffer.from(yield { bytes: 4, optional: true });
    const number = start.readUInt32LE();
    if ((number & 0xfffffff0) >>> 0 === 0x184d2a50) {
      const size = Buffer.from(yield* take(4)).readUInt32LE();
      yield { bytes: size, each: () => {} };
    } else if (number === magic) {
      sink.bytes(start);
      yield* readFrame(sink);
      sink.end();
    } else throw new ContentError("malformed", "the layer's zstd stream");
  }
}

function* readFrame(sink: FrameSink): Reading {
  const [descriptor = 0] = yield* passed(1, sink);
  yield* passed(headerLength(descriptor), sink);
  for (let last = false; !last; ) {
    const [a = 0, b = 0, c = 0] = yield* passed(3, sink);
    const header = a | (b << 8) | (c << 16);
    last = (header & 1) !== 0;
    const isRepeated = ((header >> 1) & 3) === 1;
    yield { bytes: isRepeated ? 1 : header >> 3, each: (piece) => sink.bytes(piece) };
  }
  const hasChecksum = (descriptor & 4) !== 0;
  yield* passed(hasChecksum ? 4 : 0, sink);
}

/** The bytes of a frame's header after its descriptor: window, dictionary, size of the content. */
function headerLength(descriptor: number): number {
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const size = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  return (isSingle ? 0 : 1) + dictionary + size;
}

function* passed(bytes: number, sink: FrameSink): Reading<Uint8Array> {
  const given = yield* take(bytes);
  if (bytes > 0) sink.bytes(given);
  return given;
}
