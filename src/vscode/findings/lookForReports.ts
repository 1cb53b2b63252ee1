/** Asking a registry for reports about an image that exist already. Knows no VS Code. */
import { explainInOne } from "../../core/explain.ts";
import { explainScanState } from "../../core/explainReports.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { type ReportSource, readKnownReports } from "../../core/reports/known.ts";
import type { FoundReports } from "./imageFindings.ts";

/** What the registry's own scanner says, and what is attached to the image. Rejects with the signal's reason alone. */
export async function lookForReports(
  source: ReportSource,
  image: ImageModel,
  signal: AbortSignal,
): Promise<FoundReports> {
  const { registry } = image.reference.repository;
  const { reports, state, failures } = await readKnownReports(source, image, signal);
  const told = state && explainScanState(state, registry);
  return {
    reports: reports.map(({ from, report }) => ({ ...report, from })),
    remarks: [
      ...(reports.length === 0 ? [`${registry} has no report about this image that Mooring can read.`] : []),
      ...(told === undefined ? [] : [told]),
      ...failures.map((failure) => explainInOne(failure)),
    ],
  };
}
