/** Whether a newer base has fewer findings: asked for, scanned and shown on request. */

import type { DetailsRebase, RebaseRow, RebaseScan } from "../src/protocol/rebase.ts";
import type { FindingsCount } from "../src/protocol/shown.ts";
import { type Child, el, linkButton, noticeBox } from "./element.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import { severitySign, severityWord } from "./severity.ts";
import { underWay } from "./underWay.ts";

/** Whatever can be done next has one key, so that the focus stays. */
const key = "rebase";

/** The part of the tab; hidden where there is nothing to ask. */
export function rebasePart(page: Page): Part<DetailsRebase | undefined> {
  const line = el("div", { class: "scan", role: "status" });
  const table = el("div", {});
  const updateLine = region(line);
  const updateTable = region(table);
  const element = el("section", { class: "rebase", "aria-label": "Newer base" }, line, table);
  return {
    element,
    show: (rebase) => {
      element.toggleAttribute("hidden", rebase === undefined);
      const { rows, ...rest } = rebase?.kind === "found" ? rebase : { rows: [], ...rebase };
      updateLine(rest, () => (rebase === undefined ? [] : lineOf(rebase, page)));
      updateTable(rows, () => tableOf(rows, page));
    },
  };
}

function lineOf(rebase: DetailsRebase, page: Page): readonly Child[] {
  const { send } = page;
  const faint = el("span", { class: "faint" }, rebase.text);
  const link = (text: string, act: () => void) => linkButton(text, {}, key, act);
  switch (rebase.kind) {
    case "unscanned":
      return [faint];
    case "base":
      return [
        rebase.isFinding
          ? busyLine(rebase.text, "Cancel looking for the base", () => send({ type: "cancel", what: "base" }))
          : el(
              "div",
              { class: "line" },
              link("Find the base", () => send({ type: "findBase" })),
              faint,
            ),
      ];
    case "open":
      return [
        rebase.problem === undefined ? undefined : noticeBox(rebase.problem),
        el(
          "div",
          { class: "line" },
          link("Would a newer base help?", () => send({ type: "findNewerBases" })),
          faint,
        ),
      ];
    case "looking":
      return [busyLine(rebase.text, "Cancel looking for newer bases", cancelIn(page))];
    case "found": {
      const { scan, notes } = rebase;
      return [
        // The focus comes here when the button that had it is gone.
        el("p", { class: "total", ...(scan === undefined && focusHere) }, rebase.text),
        ...notes.map((note) => el("p", { class: "faint" }, note)),
        ...(scan === undefined ? [] : scanLine(scan, page)),
      ];
    }
  }
}

const focusHere = { tabindex: "-1", "data-key": key };

function scanLine(scan: RebaseScan, page: Page): readonly Child[] {
  if (scan.kind === "running") return [busyLine(scan.text, "Cancel the scans of bases", cancelIn(page))];
  const button = el("vscode-button", { appearance: "secondary", "data-key": key }, scan.label);
  button.addEventListener("click", () => page.send({ type: "scanBases" }));
  return [
    scan.problem === undefined ? undefined : noticeBox(scan.problem),
    el("div", { class: "line" }, button, el("span", { class: "faint" }, scan.text)),
  ];
}

function cancelIn({ send }: Page): () => void {
  return () => send({ type: "cancel", what: "rebase" });
}

function busyLine(text: string, cancelLabel: string, cancel: () => void): HTMLElement {
  return el("div", { class: "line" }, ...underWay(text, key, cancelLabel, cancel));
}

const titles = ["Base", "Findings", "Fixed", "Introduced"];

function tableOf(rows: readonly RebaseRow[], page: Page): readonly Child[] {
  if (rows.length === 0) return [];
  const heads = titles.map((title) => el("th", { scope: "col" }, title));
  const acts = el("th", { scope: "col" }, el("span", { class: "unseen" }, "Copy"));
  return [
    el(
      "table",
      { class: "bases", "aria-label": "Bases" },
      el("thead", {}, el("tr", {}, ...heads, acts)),
      el("tbody", {}, ...rows.map((row, at) => rowOf(row, at, page))),
    ),
  ];
}

function rowOf(row: RebaseRow, at: number, { send }: Page): HTMLElement {
  const { name, digest, role, isBest, findings, change } = row;
  const copy = linkButton(
    "Copy pinned",
    { "aria-label": `Copy the pinned reference of ${name}, ${role}`, title: `${name}@${digest}` },
    `copy-base-${at}`,
    () => send({ type: "copyBase", row: at }),
  );
  return el(
    "tr",
    { class: isBest ? "best" : "" },
    el(
      "th",
      { scope: "row", title: digest },
      el("span", { class: "mono" }, name),
      el("span", { class: "faint" }, ` ${role}`),
      isBest ? el("span", { class: "badge" }, "fewest findings") : undefined,
    ),
    countsCell(findings, "not scanned"),
    // What is used changes nothing.
    ...[change?.fixed, change?.introduced].map((counts) => countsCell(counts, at === 0 ? "" : "–")),
    el("td", {}, copy),
  );
}

/** Signs with their numbers; the words are there for those who do not see the signs. */
function countsCell(counts: readonly FindingsCount[] | undefined, unknown: string): HTMLElement {
  if (counts === undefined) return el("td", { class: "faint" }, unknown);
  if (counts.length === 0) return el("td", {}, "none");
  return el(
    "td",
    { class: "counts" },
    ...counts.map(({ severity, count }) =>
      el(
        "span",
        { title: `${count.toLocaleString("en")} ${severityWord(severity).toLowerCase()}` },
        severitySign(severity),
        ` ${count.toLocaleString("en")}`,
        el("span", { class: "unseen" }, ` ${severityWord(severity).toLowerCase()} `),
      ),
    ),
  );
}
