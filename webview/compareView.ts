/** The whole page of what changed: loading, failed, or the comparison. */
import type { CompareChanges, CompareState, CompareView } from "../src/protocol/compare.ts";
import type { CompareRowsMessage } from "../src/protocol/compareFiles.ts";
import { changedFilesPart } from "./changedFiles.ts";
import { changesPart } from "./changes.ts";
import { compareHeader } from "./compareHeader.ts";
import { el, noticeBox } from "./element.ts";
import { factsPart } from "./facts.ts";
import { findingChangesPart } from "./findingChanges.ts";
import { pagePart } from "./message.ts";
import type { ComparePage } from "./page.ts";
import { type Part, region } from "./region.ts";

/** A part that takes rows, too. */
type TakingPart<Value> = Part<Value> & { readonly take: (message: CompareRowsMessage) => void };

/** The page's one element, what shows a state in it, and what takes rows of files. */
export function createComparison(page: ComparePage): TakingPart<CompareState> {
  const comparison = comparisonPart(page);
  const { element, show } = pagePart<CompareState>(page, "comparison", (state) => {
    comparison.show(state.comparison);
    return comparison.element;
  });
  return { element, show, take: comparison.take };
}

function comparisonPart(page: ComparePage): TakingPart<CompareView> {
  const header = compareHeader(page);
  const facts = factsPart((link) => page.send({ type: "openLink", link }));
  const notices = el("div", { class: "notices" });
  const update = region(notices);
  const changes: Part<CompareChanges | undefined> = changesPart();
  const files = changedFilesPart(page);
  const findings = findingChangesPart(page);
  return {
    element: el(
      "div",
      { class: "comparison" },
      header.element,
      notices,
      facts.element,
      findings.element,
      changes.element,
      files.element,
    ),
    show: (comparison) => {
      header.show(comparison);
      update(comparison.notices, () => comparison.notices.map(noticeBox));
      facts.show(comparison.facts);
      changes.element.setAttribute("aria-busy", String(comparison.busy));
      changes.show(comparison.changes);
      const titles = [comparison.old.title, comparison.now.title] as const;
      files.show({ files: comparison.files, titles });
      findings.show(comparison.findings);
    },
    take: files.take,
  };
}
