import { formatAsOf, formatCount } from "../../core/format.ts";
import type { PullAllowance } from "../../core/registry/allowance.ts";
import { escapeMarkdown } from "../markdown.ts";

/** The allowance that is nearest to its end, when less than half of it is left and its window is not over. */
export function chooseAllowance(allowances: Iterable<PullAllowance>, now: number): PullAllowance | undefined {
  return [...allowances]
    .filter((allowance) => 2 * allowance.remaining < allowance.limit && now < endOf(allowance))
    .sort((a, b) => a.remaining / a.limit - b.remaining / b.limit)[0];
}

/** When the registry's word is no longer good, in milliseconds since 1970. */
export function endOf({ at, windowSeconds = longestWindow }: PullAllowance): number {
  return at + windowSeconds * 1000;
}

/** Docker Hub counts over six hours; a day for whoever does not say. */
const longestWindow = 24 * 60 * 60;

/** `Hub pulls 23/100` */
export function allowanceLabel({ remaining, limit }: PullAllowance): string {
  return `Hub pulls ${remaining}/${limit}`;
}

/** Paragraphs in Markdown, escaped. */
export function allowanceTooltip(
  { remaining, limit, windowSeconds, source, at }: PullAllowance,
  now: number,
): string {
  const window = windowSeconds === undefined ? "" : ` in ${spanText(windowSeconds)}`;
  return [
    `Docker Hub allows ${formatCount(remaining, "more pull")} of ${limit}${window}, as of ${escapeMarkdown(formatAsOf(at, now))}.`,
    ...(source === undefined ? [] : [`Counted for ${escapeMarkdown(source)}.`]),
    "Every manifest that is fetched counts. Asking only for a digest (HEAD) does not.",
  ].join("\n\n");
}

function spanText(seconds: number): string {
  if (seconds % 3600 === 0) return formatCount(seconds / 3600, "hour");
  return seconds % 60 === 0 ? formatCount(seconds / 60, "minute") : formatCount(seconds, "second");
}
