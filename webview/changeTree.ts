/** The files that differ: one tab stop, of which only the rows in sight are in the page. */
import type { CompareRowsMessage } from "../src/protocol/compareFiles.ts";
import { activeRows } from "./activeRows.ts";
import { changeHead, changeLine } from "./changeLine.ts";
import { type ChangeWish, changeModel, type ShownChange, toggle } from "./changeModel.ts";
import { el } from "./element.ts";

export type ChangeTreeActs = {
  readonly titles: readonly [string, string];
  /** What is wanted now, and how that changes. */
  readonly wish: () => ChangeWish;
  readonly wishFor: (wish: ChangeWish) => void;
  /** A file was chosen, by its place among all rows. */
  readonly open: (row: number) => void;
};

export type ChangeTree = {
  readonly element: HTMLElement;
  /** Shows what the wish wants; gives how many rows that are. */
  readonly show: () => number;
};

/** The tree of the rows that came. */
export function changeTree(
  { rows }: CompareRowsMessage,
  { titles, wish, wishFor, open }: ChangeTreeActs,
): ChangeTree {
  const model = changeModel(rows);
  let shown: readonly ShownChange[] = [];
  let isFlat = false;
  const grid = el("div", {
    class: "change-tree",
    role: "treegrid",
    tabindex: "0",
    "aria-label": "Files that differ",
    "data-key": "changed-files",
  });
  const list = activeRows({
    grid,
    head: changeHead(titles),
    name: "change",
    build: (at) => {
      const change = shown[at];
      return change === undefined ? el("div", { role: "row" }) : changeLine(change, isFlat);
    },
    choose: () => {},
  });
  const act = ({ isOpen, path, row, at }: ShownChange) => {
    if (isOpen !== undefined) wishFor(toggle(wish(), path));
    else if (row.isFile) open(at);
  };
  grid.addEventListener("click", ({ target }) => {
    const clicked = shown[list.active()];
    const isRow = target instanceof Element && target.closest("[data-row]") !== null;
    if (isRow && clicked !== undefined) act(clicked);
  });
  grid.addEventListener("keydown", (event) => {
    const active = shown[list.active()];
    if (event.target !== grid || event.ctrlKey || event.altKey || event.metaKey || active === undefined)
      return;
    if (press(event.key, active)) event.preventDefault();
  });
  return {
    element: grid,
    show: () => {
      const before = shown[list.active()];
      const { isLargest } = wish();
      shown = model(wish());
      isFlat = isLargest;
      list.show(shown.length);
      const place = shown.findIndex(({ at }) => at === before?.at);
      list.goTo(place === -1 ? 0 : place, place !== -1);
      return shown.length;
    },
  };

  /** Does what a key means; false when it means nothing here. */
  function press(key: string, active: ShownChange): boolean {
    const { isOpen, parent } = active;
    switch (key) {
      case "ArrowRight":
        if (isOpen === false) act(active);
        else if (isOpen === true) list.goTo(list.active() + 1, true);
        return true;
      case "ArrowLeft":
        if (isOpen === true) act(active);
        else if (parent !== undefined)
          list.goTo(
            shown.findIndex(({ at }) => at === parent),
            true,
          );
        return true;
      case "Enter":
      case " ":
        act(active);
        return true;
      default:
        return false;
    }
  }
}
