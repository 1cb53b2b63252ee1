/** The entry of a worker thread that reads one SBOM: its bytes come with the job, the list of its packages goes out. */
import { parentPort, workerData } from "node:worker_threads";
import { ContentError, type ContentErrorKind } from "../errors.ts";
import { type LayerNumbers, listPackages, type PackageList } from "./packageRows.ts";

/** What the thread is started with. */
export type PackageJob = {
  readonly bytes: Uint8Array;
  /** What the bytes are, for failures. */
  readonly subject: string;
  readonly layers: LayerNumbers;
};

export type FromPackageWorker =
  | { readonly kind: "done"; readonly list: PackageList | undefined }
  /** A ContentError, which cannot go from thread to thread as it is. */
  | { readonly kind: "failed"; readonly failure: ContentErrorKind; readonly subject: string };

function work({ bytes, subject, layers }: PackageJob): FromPackageWorker {
  try {
    return { kind: "done", list: listPackages(bytes, subject, layers) };
  } catch (failure) {
    if (!(failure instanceof ContentError)) throw failure;
    return { kind: "failed", failure: failure.kind, subject: failure.subject };
  }
}

const message = work(workerData);
const rows = message.kind === "done" ? message.list?.rows : undefined;
parentPort?.postMessage(message, rows === undefined ? [] : [rows.buffer]);
