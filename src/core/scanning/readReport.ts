/** Reading reports of whatever size without holding up the thread that others wait for. */
import { pacing } from "../async.ts";
import { runInThread, type Thread } from "../workerJob.ts";
import { workerUrl } from "../workerUrl.ts";
import { decoders } from "./decoders.ts";
import type { Report } from "./finding.ts";
import { readLines } from "./reportLines.ts";
import type { ReportJob } from "./reportWorker.ts";

/** Bytes that are read here: it takes about ten milliseconds, and to start a thread takes longer. */
const mostHere = 512 * 1024;
/** Megabytes for a report of the most bytes that are read, 64 MiB. */
const memory = 1024;

/** Whether a report of so many bytes is for a thread. */
export function isLarge({ length }: Uint8Array): boolean {
  return length > mostHere;
}

/**
 * Reads a report as decoders.ts does; a large one is read by a thread, to which its bytes are handed over: they are gone
 * here then. Rejects as the decoders and `runInThread` do.
 */
export async function readReport<Kind extends keyof typeof decoders>(
  kind: Kind,
  bytes: Uint8Array<ArrayBuffer>,
  subject: string,
  signal?: AbortSignal,
): Promise<ReturnType<(typeof decoders)[Kind]>> {
  type Read = ReturnType<(typeof decoders)[Kind]>;
  if (!isLarge(bytes)) return decoders[kind](bytes, subject) as Read;
  const entry = workerUrl(import.meta.url, "reportWorker");
  const job: ReportJob = { kind, bytes, subject };
  const lines = await readInThread<Uint8Array | undefined>({
    entry,
    job,
    handOver: [bytes.buffer],
    subject,
    signal,
  });
  return (lines && (await readInTurns(lines, signal))) as Read;
}

/** As `runInThread`, with memory for the largest report. */
export function readInThread<Result>(thread: Omit<Thread, "memory">): Promise<Result> {
  return runInThread<Result>({ ...thread, memory });
}

/** Reads the lines of a report (reportLines.ts) in short turns. Rejects with the signal's reason. */
export function readInTurns(lines: Uint8Array, signal?: AbortSignal): Promise<Report> {
  const pace = pacing();
  return readLines(lines, async () => {
    signal?.throwIfAborted();
    await pace();
  });
}
