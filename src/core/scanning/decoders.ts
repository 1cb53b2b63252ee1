/** What reads reports, by who writes them. */
import type { Report } from "./finding.ts";
import { decodeGrypeReport } from "./grypeReport.ts";
import { decodeHarborReport } from "./harborReport.ts";
import { decodeTrivyReport } from "./trivyReport.ts";

/** Each rejects with ContentError `malformed` what is no report, and gives undefined for an answer without one. */
export const decoders = {
  trivy: decodeTrivyReport,
  grype: decodeGrypeReport,
  harbor: decodeHarborReport,
} satisfies { readonly [kind: string]: (bytes: Uint8Array, subject: string) => Report | undefined };
