/** Unpacking the stream of a layer. */
import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { ContentError } from "../errors.ts";
import { type Compression, compressionOf, tellingBytes } from "./compression.ts";
import { Feeder } from "./wants.ts";
import { readFrames } from "./zstdFrames.ts";

type Bytes = AsyncIterable<Uint8Array>;

/** Large pieces cost fewer turns between threads. */
const pieceSize = 256 * 1024;

/**
 * The archive in a stream of the media type, in pieces of at most 256 KiB. Fails as the source does, with ContentError
 * `malformed` when it is not what it says to be, or `unknownMediaType`.
 */
export async function* inflate(mediaType: string, source: Bytes): Bytes {
  const { start, whole } = await peek(source);
  yield* unpackers[compressionOf(mediaType, start)](whole);
}

const unpackers: { readonly [C in Compression]: (source: Bytes) => Bytes } = {
  none: (source) => source,
  // Several members one after the other are one stream, as with the program gzip.
  gzip: (source) => through(zlib.createGunzip({ chunkSize: pieceSize }), source),
  zstd: unpackZstd,
};

/** The first bytes, and a source that begins with them again. */
async function peek(source: Bytes): Promise<{ start: Uint8Array; whole: Bytes }> {
  const reading = source[Symbol.asyncIterator]();
  const parts: Uint8Array[] = [];
  for (let length = 0; length < tellingBytes; ) {
    const { done, value } = await reading.next();
    if (done === true) break;
    parts.push(value);
    length += value.length;
  }
  const rest = { [Symbol.asyncIterator]: () => reading };
  const whole = (async function* () {
    try {
      yield* parts;
      yield* rest;
    } finally {
      await reading.return?.();
    }
  })();
  return { start: Buffer.concat(parts).subarray(0, tellingBytes), whole };
}

/** Node's decoder reads one frame, so each frame has its own. */
async function* unpackZstd(source: Bytes): Bytes {
  if (zlib.createZstdDecompress === undefined)
    throw new ContentError("unknownMediaType", "a layer packed with zstd", { cause: "needs Node 22.15" });
  for await (const frame of framesOf(source))
    yield* through(zlib.createZstdDecompress({ chunkSize: pieceSize }), frame);
}

/** The frames of a zstd stream, each to be read to its end before the next one. */
async function* framesOf(source: Bytes): AsyncGenerator<Bytes, void> {
  /** Pieces in order; undefined where a frame ends. */
  const queue: (Uint8Array | undefined)[] = [];
  const feeder = new Feeder(
    readFrames({ bytes: (piece) => queue.push(piece), end: () => queue.push(undefined) }),
  );
  const reading = source[Symbol.asyncIterator]();
  /** Fills the queue; false at the end of the source. */
  const more = async () => {
    while (queue.length === 0) {
      const { done, value } = await reading.next();
      if (done !== true) feeder.push(value);
      else if (feeder.mayEnd) return false;
      else throw new ContentError("malformed", "the layer's zstd stream", { cause: "truncated" });
    }
    return true;
  };
  const frame = async function* () {
    while (await more()) {
      const piece = queue.shift();
      if (piece === undefined) return;
      yield piece;
    }
  };
  try {
    while (await more()) yield frame();
  } finally {
    await reading.return?.();
  }
}

/** What a decoder makes of a source. */
async function* through(decoder: Transform, source: Bytes): Bytes {
  let failure: { readonly reason: unknown } | undefined;
  const feeding = feed(decoder, source).catch((reason: unknown) => {
    failure = { reason };
    decoder.destroy();
  });
  try {
    for await (const piece of decoder) yield piece;
    await feeding;
  } catch (cause) {
    if (failure === undefined)
      throw new ContentError("malformed", "the layer's compressed stream", { cause });
  } finally {
    decoder.destroy();
  }
  if (failure !== undefined) throw failure.reason;
}

async function feed(decoder: Transform, source: Bytes): Promise<void> {
  for await (const chunk of source) {
    if (decoder.destroyed) return;
    if (!decoder.write(chunk)) await untilDrained(decoder);
  }
  decoder.end();
}

/** Waits until the decoder takes more, or was destroyed. */
function untilDrained(decoder: Transform): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  decoder.once("drain", resolve).once("close", resolve);
  return promise.finally(() => decoder.off("drain", resolve).off("close", resolve));
}
