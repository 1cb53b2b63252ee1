/** Has a worker thread read an SBOM: ten megabytes of JSON would hold all else up for long. */
import { ContentError } from "../errors.ts";
import { runInThread } from "../workerJob.ts";
import { workerUrl } from "../workerUrl.ts";
import type { PackageList } from "./packageRows.ts";
import type { PackageJob } from "./packageWorker.ts";

/** Megabytes. */
const memory = 512;

/**
 * The packages of an SBOM; the job's bytes are copied. Rejects with ContentError `malformed` what is no JSON,
 * `unknownMediaType` what is no SBOM, and as `runInThread` does.
 */
export async function packagesInWorker(job: PackageJob, signal?: AbortSignal): Promise<PackageList> {
  const { subject } = job;
  const entry = workerUrl(import.meta.url, "packageWorker");
  const list = await runInThread<PackageList | undefined>({ entry, job, memory, subject, signal });
  if (list === undefined) throw new ContentError("unknownMediaType", subject);
  return list;
}
