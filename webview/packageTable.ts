/** Packages as a table of which only the rows in sight are in the page. */
import { type Child, el } from "./element.ts";
import {
  type PackageChoice,
  type PackageColumn,
  type PackageEntry,
  packageColumns,
} from "./packageChoice.ts";
import { region } from "./region.ts";
import { changingRows } from "./virtualRows.ts";

/** What the table shows. */
export type PackageTableContent = {
  readonly entries: readonly PackageEntry[];
  readonly columns: readonly PackageColumn[];
  readonly choice: PackageChoice;
};

export type PackageTableActs = {
  readonly sort: (column: PackageColumn) => void;
  /** Goes to the row at a position. */
  readonly choose: (row: number) => void;
};

const titles: { readonly [Column in PackageColumn]: string } = {
  name: "Name",
  version: "Version",
  kind: "Kind",
  licenses: "License",
  layer: "Layer",
  path: "Path",
};

/** Rows that PageUp and PageDown go. */
const page = 10;

/** The table: one tab stop in which keys go from row to row, and buttons that sort. */
export function packageTable({ sort, choose }: PackageTableActs) {
  let shown: PackageTableContent | undefined;
  let active = 0;
  const head = el("div", { role: "rowgroup", class: "packages-head" });
  const updateHead = region(head);
  const grid = el("div", {
    class: "packages-table",
    role: "grid",
    tabindex: "0",
    "aria-label": "Packages",
    "data-key": "packages",
  });
  const rows = changingRows(grid, (at) => row(shown, at, at === active));
  grid.append(head, rows.element);

  // Only what is in the page may be named as active.
  const name = () => {
    const isDrawn = document.getElementById(rowId(active)) !== null;
    if (isDrawn) grid.setAttribute("aria-activedescendant", rowId(active));
    else grid.removeAttribute("aria-activedescendant");
  };
  const goTo = (at: number, isRevealed: boolean) => {
    active = at;
    rows.show(shown?.entries.length ?? 0);
    if (isRevealed) rows.reveal(at, head.offsetHeight);
    name();
  };
  grid.addEventListener("scroll", name, { passive: true });
  grid.addEventListener("click", ({ target }) => {
    const clicked = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
    if (clicked === null) return;
    goTo(Number(clicked.dataset["row"]), false);
    choose(active);
  });
  grid.addEventListener("keydown", (event) => {
    if (event.target !== grid || event.ctrlKey || event.altKey || event.metaKey) return;
    const next = rowOf(event.key, active, (shown?.entries.length ?? 0) - 1);
    if (next === undefined || next < 0) return;
    event.preventDefault();
    goTo(next, true);
    choose(active);
  });

  return {
    element: grid,
    show: (content: PackageTableContent): void => {
      const before = shown;
      shown = content;
      const { entries, columns, choice } = content;
      grid.setAttribute("aria-rowcount", String(entries.length + 1));
      grid.dataset["columns"] = columns.join(" ");
      updateHead([columns, choice.sort, choice.isDescending], () => [headRow(content, sort)]);
      if (before !== undefined && before.entries !== entries) grid.scrollTop = 0;
      goTo(Math.max(0, Math.min(choice.row, entries.length - 1)), before?.entries !== entries);
    },
  };
}

function rowOf(key: string, from: number, last: number): number | undefined {
  switch (key) {
    case "ArrowUp":
      return Math.max(0, from - 1);
    case "ArrowDown":
      return Math.min(last, from + 1);
    case "PageUp":
      return Math.max(0, from - page);
    case "PageDown":
      return Math.min(last, from + page);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}

function rowId(at: number): string {
  return `package-${at}`;
}

function headRow(
  { columns, choice }: PackageTableContent,
  sort: (column: PackageColumn) => void,
): HTMLElement {
  return el(
    "div",
    { role: "row", class: "package-row", "aria-rowindex": "1" },
    ...columns.map((column): Child => {
      const isSorted = column === choice.sort;
      const direction = choice.isDescending ? "descending" : "ascending";
      const button = el(
        "button",
        { type: "button", class: "sort", "data-key": `sort-${column}` },
        titles[column],
        isSorted ? el("span", { "aria-hidden": "true" }, choice.isDescending ? " ↓" : " ↑") : undefined,
      );
      button.addEventListener("click", () => sort(column));
      const sorted = isSorted ? { "aria-sort": direction } : {};
      return el("div", { role: "columnheader", class: column, ...sorted }, button);
    }),
  );
}

function row(content: PackageTableContent | undefined, at: number, isActive: boolean): HTMLElement {
  const { entries = [], columns = [] } = content ?? {};
  const { cells } = entries[at] ?? {};
  return el(
    "div",
    {
      role: "row",
      id: rowId(at),
      class: isActive ? "package-row active" : "package-row",
      "aria-rowindex": String(at + 2),
      "aria-selected": String(isActive),
      "data-row": String(at),
    },
    ...columns.map((column) => {
      const value = cells?.[packageColumns.indexOf(column)] ?? "";
      const text = column === "layer" ? (value === 0 ? "" : String(value)) : String(value);
      return el("div", { role: "gridcell", class: `${column} mono`, title: text }, text);
    }),
  );
}
