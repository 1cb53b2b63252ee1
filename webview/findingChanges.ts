/** What became of findings from one image to the other. */
import type { CompareFinding, CompareFindings } from "../src/protocol/compare.ts";
import { type Child, el } from "./element.ts";
import { lookPart } from "./lookLine.ts";
import type { ComparePage } from "./page.ts";
import { type Part, region } from "./region.ts";
import { scanPart } from "./scanLine.ts";
import { severitySign, severityWord } from "./severity.ts";

/** The section of the page; hidden where there is nothing to compare. */
export function findingChangesPart({ send }: ComparePage): Part<CompareFindings | undefined> {
  const scan = scanPart(send);
  const look = lookPart(send);
  const text = el("div", { role: "status" });
  const table = el("div", {});
  const updateText = region(text);
  const updateTable = region(table);
  const element = el(
    "section",
    { class: "finding-changes", "aria-label": "Findings" },
    el("h2", {}, "Findings"),
    text,
    scan.element,
    look.element,
    table,
  );
  return {
    element,
    show: (findings) => {
      element.toggleAttribute("hidden", findings === undefined);
      scan.show(findings?.scan);
      look.show(findings?.look);
      updateText(findings === undefined ? "" : [findings.text, findings.notes], () =>
        findings === undefined
          ? []
          : [
              el("p", { class: "total" }, findings.text),
              ...findings.notes.map((note) => el("p", { class: "faint" }, note)),
            ],
      );
      updateTable(findings?.rows ?? "", () => tableOf(findings?.rows ?? []));
    },
  };
}

const titles = ["Severity", "Id", "Package", "Installed", "Fixed in"];

function tableOf(rows: readonly CompareFinding[]): readonly Child[] {
  if (rows.length === 0) return [];
  const sign = el("th", { scope: "col", class: "sign" }, el("span", { class: "unseen" }, "Change"));
  const heads = titles.map((title) => el("th", { scope: "col" }, title));
  return [
    el(
      "table",
      { class: "marked findings-changes", "aria-label": "Findings" },
      el("thead", {}, el("tr", {}, sign, ...heads)),
      el("tbody", {}, ...rows.map(rowOf)),
    ),
  ];
}

function rowOf({ mark, severity, id, package: name, installed, fixed }: CompareFinding): HTMLElement {
  const [sign, word] = mark === "removed" ? ["−", "fixed"] : ["+", "introduced"];
  return el(
    "tr",
    { class: mark },
    el(
      "td",
      { class: "sign", title: word },
      el("span", { "aria-hidden": "true" }, sign),
      el("span", { class: "unseen" }, word),
    ),
    el("td", {}, severitySign(severity), ` ${severityWord(severity)}`),
    ...[id, name, installed, fixed].map((text) => el("td", { class: "mono" }, text)),
  );
}
