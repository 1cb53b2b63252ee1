/** The findings as a table of which only the rows in sight are in the page. */
import type { FindingRow, FindingsLayer } from "../src/protocol/findings.ts";
import { type Child, el } from "./element.ts";
import { type FindingChoice, type FindingColumn, findingColumns } from "./findingChoice.ts";
import type { FindingEntry } from "./findingRows.ts";
import { placeAfter } from "./rowKeys.ts";
import { severitySign, severityWord } from "./severity.ts";
import { changingRows } from "./virtualRows.ts";

/** What the table shows. */
export type TableContent = {
  readonly rows: readonly FindingRow[];
  readonly columns: readonly FindingColumn[];
  readonly layers: readonly FindingsLayer[];
  readonly entries: readonly FindingEntry[];
  readonly closed: ReadonlySet<string>;
  readonly choice: FindingChoice;
  /** The place of the finding that is shown beside the table. */
  readonly chosen: number | undefined;
};

export type TableActs = {
  readonly sort: (column: FindingColumn) => void;
  readonly choose: (place: number) => void;
  /** Opens or closes a group. */
  readonly toggle: (key: string) => void;
};

const titles: { readonly [Column in FindingColumn]: string } = {
  severity: "Severity",
  id: "Id",
  package: "Package",
  installed: "Installed",
  fixed: "Fixed in",
  path: "Path",
  layer: "Layer",
};

/** The table: one tab stop in which arrow keys go from line to line, and buttons that sort. */
export function findingTable({ sort, choose, toggle }: TableActs) {
  let shown: TableContent | undefined;
  let active = 0;
  const head = el("div", { role: "rowgroup", class: "findings-head" });
  const grid = el("div", {
    class: "findings-table",
    role: "treegrid",
    tabindex: "0",
    "aria-label": "Findings",
    "data-key": "findings",
  });
  const lines = changingRows(grid, (at) => line(shown, at, at === active));
  grid.append(head, lines.element);

  const draw = () => {
    lines.show(shown?.entries.length ?? 0);
    name();
  };
  // Only what is in the page may be named as active.
  const name = () => {
    const isDrawn = document.getElementById(lineId(active)) !== null;
    if (isDrawn) grid.setAttribute("aria-activedescendant", lineId(active));
    else grid.removeAttribute("aria-activedescendant");
  };
  const act = (at: number, isOpening: boolean) => {
    const entry = shown?.entries[at];
    if (entry === undefined) return;
    active = at;
    if (entry.kind === "finding") choose(entry.place);
    else if (isOpening) toggle(entry.key);
    draw();
    lines.reveal(at, head.offsetHeight);
    name();
  };
  grid.addEventListener("scroll", name, { passive: true });
  grid.addEventListener("click", ({ target }) => {
    const row = target instanceof Element ? target.closest<HTMLElement>("[data-line]") : null;
    if (row !== null) act(Number(row.dataset["line"]), true);
  });
  grid.addEventListener("keydown", (event) => {
    if (event.target !== grid || event.ctrlKey || event.altKey || event.metaKey) return;
    const entry = shown?.entries[active];
    const isOpen = entry?.kind === "group" && !shown?.closed.has(entry.key);
    const isToggling =
      entry?.kind === "group" &&
      (event.key === "Enter" || event.key === " " || event.key === (isOpen ? "ArrowLeft" : "ArrowRight"));
    const last = (shown?.entries.length ?? 0) - 1;
    const next = isToggling || event.key === "Enter" ? active : placeAfter(event.key, active, last);
    if (next === undefined) return;
    event.preventDefault();
    act(next, isToggling);
  });

  return {
    element: grid,
    show: (content: TableContent): void => {
      const before = shown;
      shown = content;
      const { entries, chosen } = content;
      // The line of the finding that is shown stays the active one, wherever it went.
      const at = entries.findIndex((entry) => entry.kind === "finding" && entry.place === chosen);
      const wasGroup = before?.entries[active]?.kind === "group";
      if (at !== -1 && !wasGroup) active = at;
      active = Math.max(0, Math.min(active, entries.length - 1));
      grid.setAttribute("aria-rowcount", String(entries.length + 1));
      grid.dataset["columns"] = String(content.columns.length);
      if (before === undefined || !isSameHead(before, content)) refill(head, headRow(content, sort));
      if (before?.entries !== entries) grid.scrollTop = at === -1 || wasGroup ? grid.scrollTop : 0;
      draw();
      if (before?.entries !== entries && at !== -1 && !wasGroup) lines.reveal(at, head.offsetHeight);
      name();
    },
  };
}

function lineId(at: number): string {
  return `finding-line-${at}`;
}

/** The columns of a report: paths and layers are none where no finding has one. */
export function columnsOf(rows: readonly FindingRow[]): readonly FindingColumn[] {
  const hasPath = rows.some(({ path }) => path !== "");
  const hasLayer = rows.some(({ layer }) => layer !== undefined);
  return findingColumns.filter(
    (column) => (column !== "path" || hasPath) && (column !== "layer" || hasLayer),
  );
}

function isSameHead(one: TableContent, other: TableContent): boolean {
  return (
    one.columns === other.columns &&
    one.choice.sort === other.choice.sort &&
    one.choice.isDescending === other.choice.isDescending
  );
}

/** Puts a new row into the head; the button that has the focus keeps it. */
function refill(head: HTMLElement, row: HTMLElement): void {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && head.contains(focused) ? focused.dataset["key"] : undefined;
  head.replaceChildren(row);
  if (key !== undefined) head.querySelector<HTMLElement>(`[data-key="${key}"]`)?.focus();
}

function headRow(
  { columns, choice: { sort: sorted, isDescending } }: TableContent,
  sort: (column: FindingColumn) => void,
): HTMLElement {
  return el(
    "div",
    { role: "row", class: "finding-row", "aria-rowindex": "1" },
    ...columns.map((column) => {
      const isSorted = column === sorted;
      const sign = isSorted ? (isDescending ? " ▾" : " ▴") : "";
      const button = el(
        "button",
        { type: "button", class: "sort", "data-key": `sort-${column}` },
        titles[column],
        el("span", { "aria-hidden": "true" }, sign),
      );
      button.addEventListener("click", () => sort(column));
      const order = isSorted ? (isDescending ? "descending" : "ascending") : undefined;
      return el("div", { role: "columnheader", class: `head-${column}`, "aria-sort": order }, button);
    }),
  );
}

function line(content: TableContent | undefined, at: number, isActive: boolean): HTMLElement {
  const entry = content?.entries[at];
  const attributes = {
    role: "row",
    id: lineId(at),
    "data-line": String(at),
    "aria-rowindex": String(at + 2),
  };
  if (content === undefined || entry === undefined) return el("div", attributes);
  const active = isActive ? " active" : "";
  if (entry.kind === "group") {
    const isOpen = !content.closed.has(entry.key);
    return el(
      "div",
      {
        ...attributes,
        class: `finding-row group${active}`,
        "aria-level": "1",
        "aria-expanded": String(isOpen),
      },
      el(
        "div",
        { role: "gridcell", class: "whole" },
        el("span", { "aria-hidden": "true" }, isOpen ? "▾ " : "▸ "),
        el("span", { class: "mono" }, entry.title),
        el("span", { class: "faint" }, ` ${entry.count}`),
      ),
    );
  }
  return el(
    "div",
    {
      ...attributes,
      class: `finding-row${active}`,
      "aria-level": content.choice.group === "none" ? "1" : "2",
      "aria-selected": String(entry.place === content.chosen),
    },
    ...cells(content, entry.place),
  );
}

function cells(content: TableContent, place: number): readonly Child[] {
  const row = content.rows[place];
  if (row === undefined) return [];
  const layer = content.layers.find(({ number }) => number === row.layer);
  const cell = (column: FindingColumn, text: string, style = "mono") =>
    el("div", { role: "gridcell", class: `${column} ${style}`, title: text }, text);
  const all: { readonly [Column in FindingColumn]: () => HTMLElement } = {
    severity: () =>
      el(
        "div",
        { role: "gridcell", class: "severity-cell" },
        severitySign(row.severity),
        ` ${severityWord(row.severity)}`,
      ),
    id: () => cell("id", row.id),
    package: () => cell("package", row.package),
    installed: () => cell("installed", row.installed),
    fixed: () => (row.fixed === "" ? cell("fixed", row.status, "faint") : cell("fixed", row.fixed)),
    path: () => cell("path", row.path),
    layer: () => cell("layer", row.layer === undefined ? "" : `${row.layer} ${layer?.text ?? ""}`.trim()),
  };
  return content.columns.map((column) => all[column]());
}
