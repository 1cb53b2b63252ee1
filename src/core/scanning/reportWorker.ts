/** The entry of a worker thread that reads one report: its bytes come with the job, the lines of reportLines.ts go out. */
import { answerJob } from "../workerJob.ts";
import { decoders } from "./decoders.ts";
import { formatLines, joinLines } from "./reportLines.ts";

/** What the thread is started with. */
export type ReportJob = {
  readonly kind: keyof typeof decoders;
  readonly bytes: Uint8Array;
  /** What the bytes are, for failures. */
  readonly subject: string;
};

answerJob(
  ({ kind, bytes, subject }: ReportJob) => {
    const report = decoders[kind](bytes, subject);
    return report && joinLines([...formatLines(report)]);
  },
  (lines) => lines,
);
