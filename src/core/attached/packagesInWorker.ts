/** Has a worker thread read an SBOM: ten megabytes of JSON would hold all else up for long. */
import { Worker } from "node:worker_threads";
import { abortable } from "../async.ts";
import { ContentError } from "../errors.ts";
import { workerUrl } from "../workerUrl.ts";
import type { PackageList } from "./packageRows.ts";
import type { FromPackageWorker, PackageJob } from "./packageWorker.ts";

/** Megabytes of memory that a worker may use beside its buffers; one that needs more is ended. */
const memory = 512;

/**
 * The packages of an SBOM; the job's bytes are copied. Rejects with ContentError `malformed` what is no JSON,
 * `unknownMediaType` what is no SBOM, `tooLarge` what needs too much memory.
 */
export async function packagesInWorker(job: PackageJob, signal?: AbortSignal): Promise<PackageList> {
  signal?.throwIfAborted();
  const worker = new Worker(workerUrl(import.meta.url, "packageWorker"), {
    workerData: job,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memory },
  });
  const { promise, resolve, reject } = Promise.withResolvers<FromPackageWorker>();
  worker.once("message", resolve);
  worker.once("error", reject);
  worker.once("exit", () => reject(new Error("the worker that reads an SBOM ended early")));
  try {
    return listIn(await abortable(promise, signal), job.subject);
  } catch (failure) {
    throw isOutOfMemory(failure) ? new ContentError("tooLarge", job.subject, { cause: failure }) : failure;
  } finally {
    await worker.terminate();
  }
}

function listIn(message: FromPackageWorker, subject: string): PackageList {
  if (message.kind === "failed") throw new ContentError(message.failure, message.subject);
  if (message.list === undefined) throw new ContentError("unknownMediaType", subject);
  return message.list;
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
