/** The entry of a worker thread that reads one SBOM: its bytes come with the job, the list of its packages goes out. */
import { answerJob } from "../workerJob.ts";
import { type LayerNumbers, listPackages, type PackageList } from "./packageRows.ts";

/** What the thread is started with. */
export type PackageJob = {
  readonly bytes: Uint8Array;
  /** What the bytes are, for failures. */
  readonly subject: string;
  readonly layers: LayerNumbers;
};

answerJob(
  ({ bytes, subject, layers }: PackageJob): PackageList | undefined => listPackages(bytes, subject, layers),
  (list) => list?.rows,
);
