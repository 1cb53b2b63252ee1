/** How many findings an image has, as Markdown. Pure; knows no VS Code. */
import { formatCounts, formatSource } from "../../core/scanning/countText.ts";
import { escapeMarkdown } from "../markdown.ts";
import type { CountedReport } from "./editorScans.ts";

/** `Findings C 1 · H 7 (Trivy, 2 hours ago)`; nothing when nothing is known. `now` in milliseconds since 1970. */
export function countedLine(counted: CountedReport | undefined, now: number): readonly string[] {
  if (counted === undefined) return [];
  return [`Findings ${formatCounts(counted.counts)} (${escapeMarkdown(formatSource(counted, now))})`];
}
