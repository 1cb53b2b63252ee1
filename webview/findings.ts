/** The findings tab: what a scan does, and what scanners say is wrong. */
import type {
  DetailsFindings,
  FindingRow,
  FindingsFormat,
  FindingsReport,
} from "../src/protocol/findings.ts";
import type { DetailsInstalled } from "../src/protocol/installed.ts";
import type { DetailsTime } from "../src/protocol/shown.ts";
import { type Child, el, linkButton, noticeBox } from "./element.ts";
import { type FindingChoice, type FindingColumn, firstChoice } from "./findingChoice.ts";
import { findingFilters } from "./findingFilters.ts";
import { findingPane } from "./findingPane.ts";
import { findingPicture } from "./findingPicture.ts";
import { chooseFindings, type FindingEntry, groupFindings, readFindings } from "./findingRows.ts";
import { columnsOf, findingTable } from "./findingTable.ts";
import { onFindings } from "./host.ts";
import { installedPart } from "./installed.ts";
import { lookPart } from "./lookLine.ts";
import type { Page } from "./page.ts";
import { rebasePart } from "./rebase.ts";
import { type Part, region } from "./region.ts";
import { scanPart } from "./scanLine.ts";

/** What the tab shows. */
export type FindingsContent = {
  readonly findings: DetailsFindings | undefined;
  readonly installed: DetailsInstalled | undefined;
};

/** The tab. The rows of a report come as a message of their own, for which it asks. */
export function findingsPart(page: Page): Part<FindingsContent> {
  const scan = scanPart(page.send);
  const look = lookPart(page.send);
  const source = el("div", { class: "source" });
  const installed = installedPart(page);
  const updateSource = region(source);
  const report = reportPart(page);
  return {
    element: el(
      "div",
      { class: "findings" },
      scan.element,
      look.element,
      installed.element,
      source,
      report.element,
    ),
    show: ({ findings, installed: packages }) => {
      scan.show(findings?.scan);
      installed.show(packages);
      look.show(findings?.look);
      updateSource(findings === undefined ? "" : [findings.report, findings.reports], () =>
        findings === undefined ? [] : sourceLine(findings, page),
      );
      report.show(findings);
    },
  };
}

const formats: readonly (readonly [FindingsFormat, string])[] = [
  ["json", "JSON"],
  ["csv", "CSV"],
  ["sarif", "SARIF"],
];

function sourceLine({ report, reports }: DetailsFindings, { send }: Page): readonly Child[] {
  if (report === undefined) return [];
  const { created, database } = report;
  const time = (before: string, at: DetailsTime | undefined) =>
    at && el("span", { class: "faint", title: at.exact }, `${before} ${at.age}`);
  return [
    el(
      "div",
      { class: "line" },
      reports.length > 1 ? reportList(report, reports, send) : el("span", { class: "total" }, report.source),
      time("made", created),
      time("database of", database),
      el("span", { class: "faint" }, "Export"),
      ...formats.map(([format, word]) =>
        linkButton(word, { "aria-label": `Export ${word}` }, `export-${format}`, () =>
          send({ type: "exportFindings", report: report.key, format }),
        ),
      ),
    ),
  ];
}

function reportList(
  { key: shown }: FindingsReport,
  reports: DetailsFindings["reports"],
  send: Page["send"],
): HTMLElement {
  const list = el(
    "vscode-dropdown",
    { "aria-label": "Report", "data-key": "report" },
    ...reports.map(({ key: value, name }) =>
      el("vscode-option", { value, selected: value === shown ? "" : undefined, title: name }, name),
    ),
  );
  list.addEventListener("change", () => send({ type: "chooseReport", report: list.value }));
  return list;
}

function reportPart(page: Page): Part<DetailsFindings | undefined> {
  const figures = el("div", { class: "figures" });
  const count = el("p", { class: "faint", role: "status" });
  const body = el("div", { class: "layers" });
  const updateFigures = region(figures);
  const rebase = rebasePart(page);
  const pane = findingPane(page);
  const filters = findingFilters((change) => choose({ ...choice(), ...change }));
  const table = findingTable({ sort, choose: chooseFinding, toggle });
  const left = el("section", { "aria-label": "Findings" }, filters.element, count, table.element);
  body.append(left, pane.element);
  const element = el("div", { class: "report" }, figures, rebase.element, body);
  const rows = new Map<string, readonly FindingRow[]>();
  let columns: readonly FindingColumn[] = [];
  let closed: ReadonlySet<string> = new Set();
  let entries: readonly FindingEntry[] = [];
  let arranged = "";
  let shown: DetailsFindings | undefined;
  let asked: string | undefined;
  let chosen: number | undefined;

  onFindings((message) => {
    rows.clear();
    const read = readFindings(message.rows);
    rows.set(message.report, read);
    columns = columnsOf(read);
    arranged = "";
    draw();
  });

  const choice = (): FindingChoice => page.view().findings ?? firstChoice;

  function choose(next: FindingChoice): void {
    page.keep({ findings: next });
    draw();
  }

  function sort(column: FindingColumn): void {
    const last = choice();
    choose({ ...last, sort: column, isDescending: last.sort === column && !last.isDescending });
  }

  function toggle(group: string): void {
    const next = new Set(closed);
    if (!next.delete(group)) next.add(group);
    closed = next;
    draw();
  }

  function chooseFinding(place: number): void {
    const report = shown?.report?.key;
    if (chosen === place || report === undefined) return;
    chosen = place;
    page.send({ type: "chooseFinding", report, finding: place });
    draw();
  }

  function draw(): void {
    const report = shown?.report;
    const all = report && rows.get(report.key);
    body.toggleAttribute("hidden", report === undefined || all?.length === 0);
    if (report === undefined) return;
    filters.show(report, choice());
    if (all === undefined) return;
    arrange(report, all);
    table.show({ rows: all, columns, layers: report.layers, entries, closed, choice: choice(), chosen });
  }

  /** Filters and sorts anew only what changed: states come often, and reports are long. */
  function arrange(report: FindingsReport, all: readonly FindingRow[]): void {
    const next = JSON.stringify([report.key, report.layers, choice(), [...closed]]);
    if (next === arranged) return;
    arranged = next;
    const places = chooseFindings(all, report.layers, choice());
    entries = groupFindings(all, places, report.layers, choice(), closed);
    count.textContent =
      places.length === all.length
        ? ""
        : `${places.length.toLocaleString("en")} of ${all.length.toLocaleString("en")} findings shown`;
  }

  return {
    element,
    show: (findings) => {
      const report = findings?.report;
      if (report?.key !== shown?.report?.key) [asked, chosen] = [undefined, undefined];
      shown = findings;
      element.toggleAttribute("hidden", report === undefined);
      updateFigures(
        report === undefined ? "" : [report.counts, report.text, report.split, report.notices],
        () => (report === undefined ? [] : figuresOf(report)),
      );
      rebase.show(findings?.rebase);
      if (report !== undefined && !rows.has(report.key) && asked !== report.key) {
        asked = report.key;
        page.send({ type: "askFindings", report: report.key });
      }
      chosen ??= findings?.chosen?.finding;
      // What comes late, of a finding that was left meanwhile, is not shown.
      if (findings?.chosen === undefined || findings.chosen.finding === chosen) pane.show(findings?.chosen);
      draw();
    },
  };
}

function figuresOf({ counts, text, split, notices }: FindingsReport): readonly Child[] {
  return [
    ...notices.map(noticeBox),
    findingPicture(counts),
    el("p", { class: "total" }, text),
    split === undefined ? undefined : el("p", {}, split),
  ];
}
