/** A long list with one tab stop, in which keys go from row to row. */
import { placeAfter } from "./rowKeys.ts";
import { changingRows } from "./virtualRows.ts";

export type ActiveRowsOptions = {
  /** Scrolls, has the focus, and is named after its active row. */
  readonly grid: HTMLElement;
  /** Stands over the rows. */
  readonly head: HTMLElement;
  /** Makes the ids of rows one of a kind. */
  readonly name: string;
  readonly build: (at: number) => HTMLElement;
  /** The person went to a row. */
  readonly choose: (at: number) => void;
};

export type ActiveRows = {
  readonly active: () => number;
  /** Draws the rows in sight anew. */
  readonly show: (count: number) => void;
  /** Makes a row the active one; `isRevealed` brings it into sight. */
  readonly goTo: (at: number, isRevealed: boolean) => void;
};

/** Puts the rows into the grid. */
export function activeRows({ grid, head, name, build, choose }: ActiveRowsOptions): ActiveRows {
  let active = 0;
  let count = 0;
  const rows = changingRows(grid, (at) => {
    const row = build(at);
    row.id = idOf(at);
    row.dataset["row"] = String(at);
    row.setAttribute("aria-rowindex", String(at + 2));
    mark(row, at === active);
    return row;
  });
  grid.append(head, rows.element);
  const idOf = (at: number) => `${name}-${at}`;
  // Only what is in the page may be named as active.
  const label = () => {
    if (document.getElementById(idOf(active)) !== null)
      grid.setAttribute("aria-activedescendant", idOf(active));
    else grid.removeAttribute("aria-activedescendant");
  };
  const show = (next: number) => {
    count = next;
    grid.setAttribute("aria-rowcount", String(count + 1));
    rows.show(count);
    label();
  };
  const goTo = (at: number, isRevealed: boolean) => {
    // Rows that are not drawn anew can be clicked twice.
    mark(document.getElementById(idOf(active)), false);
    active = Math.max(0, Math.min(at, count - 1));
    mark(document.getElementById(idOf(active)), true);
    if (isRevealed) rows.reveal(active, head.offsetHeight);
    label();
  };
  grid.addEventListener("scroll", label, { passive: true });
  grid.addEventListener("click", ({ target }) => {
    const clicked = target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
    if (clicked === null) return;
    goTo(Number(clicked.dataset["row"]), false);
    choose(active);
  });
  grid.addEventListener("keydown", (event) => {
    if (event.target !== grid || event.ctrlKey || event.altKey || event.metaKey) return;
    const next = placeAfter(event.key, active, count - 1);
    if (next === undefined || next < 0) return;
    event.preventDefault();
    goTo(next, true);
    choose(active);
  });
  return { active: () => active, show, goTo };
}

function mark(row: HTMLElement | null, isActive: boolean): void {
  row?.classList.toggle("active", isActive);
  row?.setAttribute("aria-selected", String(isActive));
}
