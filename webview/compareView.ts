/** The whole page of what changed: loading, failed, or the comparison. */
import type { CompareChanges, CompareState, CompareView } from "../src/protocol/compare.ts";
import { changesPart } from "./changes.ts";
import { compareHeader } from "./compareHeader.ts";
import { el, noticeBox } from "./element.ts";
import { factsPart } from "./facts.ts";
import { findingChangesPart } from "./findingChanges.ts";
import { pagePart } from "./message.ts";
import type { ComparePage } from "./page.ts";
import { type Part, region } from "./region.ts";

/** The page's one element, and what shows a state in it. */
export function createComparison(page: ComparePage): Part<CompareState> {
  const comparison = comparisonPart(page);
  return pagePart<CompareState>(page, "comparison", (state) => {
    comparison.show(state.comparison);
    return comparison.element;
  });
}

function comparisonPart(page: ComparePage): Part<CompareView> {
  const header = compareHeader(page);
  const facts = factsPart((link) => page.send({ type: "openLink", link }));
  const notices = el("div", { class: "notices" });
  const update = region(notices);
  const changes: Part<CompareChanges | undefined> = changesPart();
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
    ),
    show: (comparison) => {
      header.show(comparison);
      update(comparison.notices, () => comparison.notices.map(noticeBox));
      facts.show(comparison.facts);
      changes.element.setAttribute("aria-busy", String(comparison.busy));
      changes.show(comparison.changes);
      findings.show(comparison.findings);
    },
  };
}
