/** Work that a worker thread does, so that whoever waits can do other things. Both ends of it. */
import { parentPort, Worker, workerData } from "node:worker_threads";
import { abortable } from "./async.ts";
import { ContentError, type ContentErrorKind } from "./errors.ts";

/** What a thread needs. */
export type Thread = {
  /** Its entry: workerUrl.ts. */
  readonly entry: URL;
  /** What it is started with; copied but for the memory that is handed over, which is gone here then. */
  readonly job: unknown;
  readonly handOver?: readonly ArrayBuffer[];
  /** Megabytes of memory that it may use beside its buffers; one that needs more is ended. */
  readonly memory: number;
  /** What it reads, for failures. */
  readonly subject: string;
  readonly signal?: AbortSignal | undefined;
};

type Answer<Result> =
  | { readonly kind: "done"; readonly result: Result }
  /** A ContentError, which cannot go from thread to thread as it is. */
  | {
      readonly kind: "failed";
      readonly failure: ContentErrorKind;
      readonly subject: string;
      readonly limit: number | undefined;
    };

/** Starts a thread that gets nothing of this process's environment. */
export function startThread({
  entry,
  job,
  memory,
  handOver = [],
}: Pick<Thread, "entry" | "job" | "memory" | "handOver">): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: memory };
  const transferList = [...handOver];
  return new Worker(entry, { workerData: job, transferList, env: {}, execArgv: [], resourceLimits });
}

/** Why a thread ended without an answer: ContentError `tooLarge` when it had too little memory, else `crashed`. */
export function threadFailure(cause: unknown, subject: string): ContentError {
  const isTooLarge = cause instanceof Error && "code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY";
  return new ContentError(isTooLarge ? "tooLarge" : "crashed", subject, { cause });
}

/**
 * Has a thread do one job by `answerJob`, and ends it. Rejects with the ContentError that the job rejects with, as
 * `threadFailure` says, or with the signal's reason.
 */
export async function runInThread<Result>(thread: Thread): Promise<Result> {
  const { subject, signal } = thread;
  signal?.throwIfAborted();
  const worker = startThread(thread);
  const { promise, resolve, reject } = Promise.withResolvers<Answer<Result>>();
  worker.once("message", resolve);
  worker.once("messageerror", (cause) => reject(threadFailure(cause, subject)));
  worker.once("error", (cause) => reject(threadFailure(cause, subject)));
  worker.once("exit", () => reject(threadFailure(undefined, subject)));
  try {
    const answer = await abortable(promise, signal);
    if (answer.kind === "done") return answer.result;
    const { limit } = answer;
    throw new ContentError(answer.failure, answer.subject, limit === undefined ? {} : { limit });
  } finally {
    await worker.terminate();
  }
}

/** In the thread: does the job that it was started with. The bytes that `bytesOf` names are handed over, not copied. */
export function answerJob<Job, Result>(
  work: (job: Job) => Result,
  bytesOf: (result: Result) => Uint8Array<ArrayBuffer> | undefined,
): void {
  const answer = answerTo<Result>(() => work(workerData));
  const bytes = answer.kind === "done" ? bytesOf(answer.result) : undefined;
  parentPort?.postMessage(answer, bytes === undefined ? [] : [bytes.buffer]);
}

function answerTo<Result>(work: () => Result): Answer<Result> {
  try {
    return { kind: "done", result: work() };
  } catch (failure) {
    if (!(failure instanceof ContentError)) throw failure;
    const { kind, subject, limit } = failure;
    return { kind: "failed", failure: kind, subject, limit };
  }
}
