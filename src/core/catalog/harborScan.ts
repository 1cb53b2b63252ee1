/** What Harbor's scanner found in an artifact, counted: the overview that comes with the list. */
import { longestList, toObject, toSize, toText, toTime } from "../oci/fields.ts";
import type { FindingCounts } from "./facts.ts";

/** The kinds of report that are understood, for the header `X-Accept-Vulnerabilities`. */
export const reportTypes = [
  "application/vnd.security.vulnerability.report; version=1.1",
  "application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0",
].join(", ");

/** The counts of the first scan that came to its end; undefined when there is none. */
export function decodeScanOverview(overview: unknown): FindingCounts | undefined {
  const scans = Object.values(toObject(overview) ?? {}).slice(0, longestList);
  return scans.flatMap((scan) => decodeScan(scan) ?? []).at(0);
}

/** No severity at all in the summary is a clean report. */
function decodeScan(value: unknown): FindingCounts | undefined {
  const { scan_status, summary, scanner, end_time } = toObject(value) ?? {};
  const counts = toObject(summary);
  if (scan_status !== "Success" || counts === undefined) return undefined;
  const bySeverity = toObject(counts["summary"]) ?? {};
  const count = (...names: string[]) => names.reduce((sum, name) => sum + (toSize(bySeverity[name]) ?? 0), 0);
  const name = scannerName(scanner);
  const at = toTime(end_time);
  return {
    critical: count("Critical"),
    high: count("High"),
    medium: count("Medium"),
    low: count("Low"),
    negligible: count("Negligible"),
    unknown: count("Unknown", "None"),
    ...(name !== "" && { scanner: name }),
    ...(at !== undefined && { at }),
  };
}

function scannerName(scanner: unknown): string {
  const { name, version } = toObject(scanner) ?? {};
  return [toText(name), toText(version)].filter((part) => part !== undefined && part !== "").join(" ");
}
