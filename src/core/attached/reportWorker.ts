/** The entry of a worker thread that reads one attached report: its bytes come with the job, lines of reportLines.ts go out. */
import type { Digest } from "../reference/digest.ts";
import { formatLines, joinLines } from "../scanning/reportLines.ts";
import { answerJob } from "../workerJob.ts";
import { decodeReport } from "./report.ts";

/** What the thread is started with. */
export type AttachedReportJob = {
  readonly bytes: Uint8Array;
  /** What the bytes are, for failures. */
  readonly subject: string;
};

/** As StatedReport. */
export type StatedLines = {
  readonly lines: Uint8Array<ArrayBuffer>;
  readonly subjects: readonly Digest[] | undefined;
};

answerJob(
  ({ bytes, subject }: AttachedReportJob): StatedLines | undefined => {
    const stated = decodeReport(bytes, subject);
    return stated && { lines: joinLines([...formatLines(stated.report)]), subjects: stated.subjects };
  },
  (stated) => stated?.lines,
);
