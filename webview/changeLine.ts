/** One row of the files that differ, and the head over them. */

import type { ShownChange } from "./changeModel.ts";
import { type Child, el } from "./element.ts";
import { marks } from "./marks.ts";

/** CSS pixels of a level, and the levels after which rows go no further in. */
const indent = 14;
const mostLevels = 30;

/** The row; `isFlat`: it stands by itself, so its whole path is written. */
export function changeLine({ row, path, level, isOpen }: ShownChange, isFlat: boolean): HTMLElement {
  const { mark, name, old, now, difference, weight, text, isFile } = row;
  const style = ["change-row", mark, isFile ? "openable" : ""];
  const inward = el("span", { class: "indent" });
  inward.style.setProperty("inline-size", `${indent * (Math.min(level, mostLevels) - 1)}px`);
  const shown = isFlat ? path : isOpen === undefined ? name : `${name}/`;
  return el(
    "div",
    {
      role: "row",
      class: style.filter((one) => one !== "").join(" "),
      "aria-level": String(level),
      "aria-expanded": isOpen === undefined ? undefined : String(isOpen),
    },
    markCell(mark),
    el(
      "span",
      { role: "gridcell", class: "file-name mono", title: text === "" ? path : `${path}: ${text}` },
      inward,
      isFlat ? undefined : el("span", { class: "twistie", "aria-hidden": "true" }, twistieOf(isOpen)),
      el("span", { class: "name" }, shown),
    ),
    cell("size before", old ?? ""),
    cell("size after", now ?? ""),
    cell(weight === 0 ? "size difference" : "size difference weighty", difference ?? ""),
    el("span", { role: "gridcell", class: "faint what", title: text }, text),
  );
}

/** What the columns are; `titles` are what the sides are called. */
export function changeHead([old, now]: readonly [string, string]): HTMLElement {
  const column = (style: string, text: string) => el("span", { role: "columnheader", class: style }, text);
  return el(
    "div",
    { role: "rowgroup", class: "file-head" },
    el(
      "div",
      { role: "row", class: "change-row", "aria-rowindex": "1" },
      el("span", { role: "columnheader", class: "mark" }, el("span", { class: "unseen" }, "Change")),
      column("file-name", "File"),
      column("size before", old),
      column("size after", now),
      column("size difference", "Difference"),
      column("what", "What"),
    ),
  );
}

function twistieOf(isOpen: boolean | undefined): string {
  return isOpen === undefined ? "" : isOpen ? "▾" : "▸";
}

function markCell(mark: ShownChange["row"]["mark"]): HTMLElement {
  if (mark === "within") return cell("mark", "");
  const [sign, word] = marks[mark];
  return el(
    "span",
    { role: "gridcell", class: "mark", title: word },
    el("span", { "aria-hidden": "true" }, sign),
    el("span", { class: "unseen" }, word),
  );
}

function cell(style: string, ...children: readonly Child[]): HTMLElement {
  return el("span", { role: "gridcell", class: style }, ...children);
}
