/** What was done to many references, in words. Pure; knows no VS Code. */
import { formatCount } from "../../core/format.ts";
import type { Decision } from "./pinDecisions.ts";
import type { PinChange } from "./pinOptions.ts";

export type Tally = {
  readonly change: PinChange;
  /** Images that are written, and the files that they are in. */
  readonly images: number;
  readonly files: number;
  /** Where was looked: `this file`, `the workspace`. */
  readonly where: string;
  readonly decisions: readonly Decision[];
  /** Images that could be pinned in an env file, which is done on request only. */
  readonly elsewhere: number;
  /** What stood in the way of whole files, each as a sentence. */
  readonly problems: readonly string[];
};

export type TallyText = {
  readonly text: string;
  /** Why some stay as they are: each sentence once. */
  readonly reasons: readonly string[];
  /** Something could not be done, and not on purpose. */
  readonly failed: boolean;
};

/** One line on what was done, with the first reason why not everything was. */
export function tallyText(tally: Tally): TallyText {
  const { decisions, problems, elsewhere } = tally;
  const failures = decisions.flatMap((one) => (one.kind === "failed" ? [one.sentence] : []));
  const kept = decisions.flatMap((one) => (one.kind === "kept" ? [one.sentence] : []));
  const reasons = [...new Set([...problems, ...failures, ...kept])];
  const failed = problems.length + failures.length > 0;
  const [first] = reasons;
  const left = elsewhere === 0 ? "" : ` Left alone in env files: ${formatCount(elsewhere, "image")}.`;
  const done = `${doneText(tally)}${left}`;
  if (first === undefined) return { text: done, reasons, failed };
  const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more, see the log)` : "";
  return { text: `${done} ${first}${more}`, reasons, failed };
}

function doneText({ change, images, files, where, decisions }: Tally): string {
  const inFiles = files > 1 ? ` in ${formatCount(files, "file")}` : "";
  if (images > 0)
    return change === "pin"
      ? `Pinned ${formatCount(images, "image")}${inFiles}.`
      : `Updated ${formatCount(images, "pin")}${inFiles}.`;
  if (change === "pin")
    return decisions.length > 0
      ? "Nothing was pinned."
      : `Nothing to pin: every image in ${where} that can be pinned is pinned.`;
  if (decisions.length === 0)
    return `Nothing to update: no image in ${where} is pinned with a tag to follow.`;
  if (decisions.some(({ kind }) => kind !== "current")) return "Nothing was updated.";
  return decisions.length === 1
    ? "Nothing to update: the pin is what its tag names now."
    : `Nothing to update: all ${decisions.length} pins are what their tags name now.`;
}
