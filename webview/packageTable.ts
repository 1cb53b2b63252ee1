/** Packages as a table of which only the rows in sight are in the page. */
import { activeRows } from "./activeRows.ts";
import { type Child, el } from "./element.ts";
import {
  type PackageChoice,
  type PackageColumn,
  type PackageEntry,
  packageColumns,
} from "./packageChoice.ts";
import { region } from "./region.ts";

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

/** The table: one tab stop in which keys go from row to row, and buttons that sort. */
export function packageTable({ sort, choose }: PackageTableActs) {
  let shown: PackageTableContent | undefined;
  const head = el("div", { role: "rowgroup", class: "packages-head" });
  const updateHead = region(head);
  const grid = el("div", {
    class: "packages-table",
    role: "grid",
    tabindex: "0",
    "aria-label": "Packages",
    "data-key": "packages",
  });
  const build = (at: number, isActive: boolean) => row(shown, at, isActive);
  const rows = activeRows({ grid, head, name: "package", build, choose });
  return {
    element: grid,
    show: (content: PackageTableContent): void => {
      const before = shown;
      shown = content;
      const { entries, columns, choice } = content;
      grid.dataset["columns"] = columns.join(" ");
      updateHead([columns, choice.sort, choice.isDescending], () => [headRow(content, sort)]);
      const isOther = before?.entries !== entries;
      if (before !== undefined && isOther) grid.scrollTop = 0;
      rows.show(entries.length);
      if (isOther) rows.goTo(choice.row, true);
    },
  };
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
      class: isActive ? "package-row active" : "package-row",
      "aria-selected": String(isActive),
    },
    ...columns.map((column) => {
      const value = cells?.[packageColumns.indexOf(column)] ?? "";
      const text = column === "layer" ? (value === 0 ? "" : String(value)) : String(value);
      return el("div", { role: "gridcell", class: `${column} mono`, title: text }, text);
    }),
  );
}
