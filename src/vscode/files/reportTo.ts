import { formatSize } from "../../core/format.ts";
import type { Report } from "../ask.ts";

/** Tells how far the reading of at most `total` bytes has come. */
export function reportTo(report: Report, total: number | undefined): (bytes: number) => void {
  const most = total === undefined ? "" : ` of at most ${formatSize(total)}`;
  return (bytes) => report(`${formatSize(bytes)}${most}`, total ? bytes / total : 0);
}
