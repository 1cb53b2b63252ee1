/** Lists a layer on a thread of its own and tells the most memory that it held meanwhile. */
import { parentPort, workerData } from "node:worker_threads";
import { standardLimits } from "../../src/core/files/limits.ts";
import { listLayer } from "../../src/core/files/listLayer.ts";
import { digestOf } from "../../src/core/oci/verify.ts";

export type HeapAnswer = { readonly bytes: number; readonly index: Uint8Array<ArrayBuffer> };

const packed: Uint8Array = workerData;
const block = 256 * 1024;
let most = 0;

async function* watched(): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < packed.length; at += block) {
    const { heapUsed, external } = process.memoryUsage();
    most = Math.max(most, heapUsed + external);
    yield packed.subarray(at, at + block);
  }
}

const mediaType = "application/vnd.oci.image.layer.v1.tar+gzip";
const job = { mediaType, digest: digestOf(packed), diffId: undefined, limits: standardLimits };
const index = await listLayer(job, watched());
const { heapUsed, external } = process.memoryUsage();
const answer: HeapAnswer = { bytes: Math.max(most, heapUsed + external) - packed.length, index };
parentPort?.postMessage(answer);
