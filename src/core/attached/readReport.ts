import { isLarge, readInThread, readInTurns } from "../scanning/readReport.ts";
import { workerUrl } from "../workerUrl.ts";
import { decodeReport, type StatedReport } from "./report.ts";
import type { AttachedReportJob, StatedLines } from "./reportWorker.ts";

/**
 * Reads an attached report as `decodeReport` does; the bytes of a large one are copied and read by a thread. Rejects as
 * those do.
 */
export async function readStatedReport(
  bytes: Uint8Array,
  subject: string,
  signal?: AbortSignal,
): Promise<StatedReport | undefined> {
  if (!isLarge(bytes)) return decodeReport(bytes, subject);
  const entry = workerUrl(import.meta.url, "attachedReportWorker", "reportWorker");
  const job: AttachedReportJob = { bytes, subject };
  const stated = await readInThread<StatedLines | undefined>({ entry, job, subject, signal });
  if (stated === undefined) return undefined;
  const { lines, subjects } = stated;
  return { report: await readInTurns(lines, signal), ...(subjects && { subjects }) };
}
