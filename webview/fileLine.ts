/** One row of the tree of files, and its head. */
import type { FileMark, FileRow, FilesOrder } from "../src/protocol/files.ts";
import { type Child, el } from "./element.ts";

const marks: { readonly [Mark in FileMark]: readonly [sign: string, word: string] } = {
  added: ["+", "added"],
  changed: ["~", "changed"],
  removed: ["−", "removed"],
};

/** CSS pixels of a level, and the levels after which rows go no further in. */
const indent = 14;
const mostLevels = 30;

/** The row of a file. */
export function fileLine(file: FileRow): HTMLElement {
  const { level, place, siblings, isOpen, name, path, mark, isFaint, link, layer } = file;
  const style = ["file-row", mark, isFaint ? "faint" : undefined];
  const inward = el("span", { class: "indent" });
  inward.style.setProperty("inline-size", `${indent * (Math.min(level, mostLevels) - 1)}px`);
  const twistie = isOpen === undefined ? "" : isOpen ? "▾" : "▸";
  return el(
    "div",
    {
      role: "row",
      class: style.filter((one) => one !== undefined).join(" "),
      "aria-level": String(level),
      "aria-posinset": String(place),
      "aria-setsize": String(siblings),
      "aria-expanded": isOpen === undefined ? undefined : String(isOpen),
    },
    markCell(mark),
    el(
      "span",
      { role: "gridcell", class: "file-name mono", title: link === undefined ? path : `${path} ${link}` },
      inward,
      el("span", { class: "twistie", "aria-hidden": "true" }, twistie),
      el("span", {}, isOpen === undefined ? name : `${name}/`),
      link === undefined ? undefined : el("span", { class: "faint" }, ` ${link}`),
    ),
    sizeCell(file),
    cell("mode mono", file.mode),
    cell("owner", file.owner),
    cell("modified", file.modified),
    cell("layer", layer === undefined ? "" : String(layer)),
  );
}

/** A row that is on its way. */
export function emptyLine(): HTMLElement {
  return el("div", { role: "row", class: "file-row", "aria-busy": "true" }, el("span", { role: "gridcell" }));
}

/** The head, whose buttons sort. */
export function headLine(sort: (order: FilesOrder) => void) {
  const sorter = (order: FilesOrder, text: string, style: string) => {
    const sign = el("span", { "aria-hidden": "true" });
    const button = el(
      "button",
      { type: "button", class: "sort", "data-key": `sort-${order}`, title: titles[order] },
      text,
      sign,
    );
    button.addEventListener("click", () => sort(order));
    return { order, sign, element: el("span", { role: "columnheader", class: style }, button) };
  };
  const titles = { name: "By name", size: "The largest first" } as const;
  const sorters = [sorter("name", "Name", "file-name"), sorter("size", "Size", "file-size")] as const;
  const plain = (text: string, style: string) => el("span", { role: "columnheader", class: style }, text);
  const row = el(
    "div",
    { role: "row", class: "file-row", "aria-rowindex": "1" },
    el("span", { role: "columnheader", class: "mark" }, el("span", { class: "unseen" }, "Change")),
    ...sorters.map(({ element }) => element),
    plain("Mode", "mode"),
    plain("Owner", "owner"),
    plain("Modified", "modified"),
    plain("Layer", "layer"),
  );
  return {
    element: el("div", { role: "rowgroup", class: "file-head" }, row),
    /** Says by what the rows are sorted. */
    show: (shown: FilesOrder): void => {
      for (const { order, sign, element } of sorters) {
        const isSorted = order === shown;
        sign.textContent = isSorted ? (order === "name" ? " ▴" : " ▾") : "";
        if (isSorted) element.setAttribute("aria-sort", order === "name" ? "ascending" : "descending");
        else element.removeAttribute("aria-sort");
      }
    },
  };
}

function markCell(mark: FileMark | undefined): HTMLElement {
  const [sign, word] = mark === undefined ? [] : marks[mark];
  return cellOf(
    "mark",
    word,
    sign && el("span", { "aria-hidden": "true" }, sign),
    word && el("span", { class: "unseen" }, word),
  );
}

function sizeCell({ size, share }: FileRow): HTMLElement {
  const fill = el("span", { class: "fill" });
  fill.style.setProperty("inline-size", `${100 * share}%`);
  const bar = share === 0 ? undefined : fill;
  return cellOf(
    "file-size",
    undefined,
    el("span", { class: "meter", "aria-hidden": "true" }, bar),
    el("span", {}, size),
  );
}

function cell(style: string, text: string): HTMLElement {
  return cellOf(style, undefined, text);
}

function cellOf(style: string, title: string | undefined, ...children: readonly Child[]): HTMLElement {
  return el("span", { role: "gridcell", class: style, title }, ...children);
}
