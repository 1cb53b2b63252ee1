/** Has a worker thread list a layer, so that whoever waits can do other things. */
import type { Worker } from "node:worker_threads";
import { ContentError } from "../errors.ts";
import type { Digest } from "../reference/digest.ts";
import { startThread, threadFailure } from "../workerJob.ts";
import { workerUrl } from "../workerUrl.ts";
import { LayerIndex } from "./layerIndex.ts";
import type { FromWorker, Job } from "./worker.ts";

export type ListOptions = {
  /** Told how many bytes of the stream were read so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
};

/** Bytes that are handed over at once, and that may be under way. */
const blockSize = 256 * 1024;
const window = 8 * blockSize;
/** Megabytes of memory that a worker may use beside its buffers; one that needs more is ended. */
const memory = 192;
/** What it makes, for failures. */
const subject = "the list of a layer's files";

/**
 * The index of a layer from its stream, which is read to its end whatever becomes of the list: only there is it known
 * whether these are the right bytes. Rejects as the stream does, else as listLayer and listTable do.
 */
export async function listInWorker(
  job: Job,
  source: AsyncIterable<Uint8Array>,
  { onProgress = () => {} }: ListOptions = {},
): Promise<LayerIndex> {
  const listing = new Listing(job);
  try {
    let read = 0;
    for await (const block of blocksOf(source)) {
      read += block.length;
      await listing.take(block);
      onProgress(read);
    }
    return await listing.finish();
  } finally {
    await listing.stop();
  }
}

class Listing {
  readonly #worker: Worker;
  readonly #digest: Digest;
  readonly #outcome: Promise<FromWorker>;
  #isSettled = false;
  #underWay = 0;
  #wake = () => {};

  constructor(job: Job) {
    this.#digest = job.digest;
    this.#worker = startThread({ entry: workerUrl(import.meta.url, "layerWorker", "worker"), job, memory });
    const { promise, resolve, reject } = Promise.withResolvers<FromWorker>();
    this.#outcome = promise.finally(() => {
      this.#isSettled = true;
      this.#wake();
    });
    // Told by finish(); until then the stream is read on.
    this.#outcome.catch(() => {});
    this.#worker.on("message", (message: FromWorker) => {
      if (message.kind !== "taken") return resolve(message);
      this.#underWay -= message.bytes;
      this.#wake();
    });
    this.#worker.once("error", (cause) => reject(threadFailure(cause, subject)));
    this.#worker.once("exit", () => reject(threadFailure(undefined, subject)));
  }

  /** Hands a block over once there is room, or drops it when the worker is done. */
  async take(block: Uint8Array<ArrayBuffer>): Promise<void> {
    while (this.#underWay > window && !this.#isSettled) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    if (this.#isSettled) return;
    this.#underWay += block.length;
    this.#worker.postMessage(block, [block.buffer]);
  }

  async finish(): Promise<LayerIndex> {
    if (!this.#isSettled) this.#worker.postMessage("end");
    const outcome = await this.#outcome;
    if (outcome.kind === "done") return new LayerIndex(outcome.index);
    if (outcome.kind === "taken") throw new Error("unexpected message of a worker");
    const { failure, limit } = outcome;
    const isNamed = failure === "digestMismatch";
    const subject = isNamed ? outcome.subject : `${outcome.subject} (${this.#digest})`;
    throw new ContentError(failure, subject, limit === undefined ? {} : { limit });
  }

  async stop(): Promise<void> {
    this.#worker.removeAllListeners("exit");
    await this.#worker.terminate();
  }
}

/** Blocks of a size that is worth handing over, each with memory of its own. */
async function* blocksOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let block = new Uint8Array(blockSize);
  let filled = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + blockSize - filled);
      block.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled < blockSize) continue;
      yield block;
      block = new Uint8Array(blockSize);
      filled = 0;
    }
  }
  if (filled > 0) yield block.slice(0, filled);
}
