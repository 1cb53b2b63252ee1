/** Wasted space: how much it is, and on request which files, the worst first. */
import type { FilesView, WastedFile, WasteMessage } from "../src/protocol/files.ts";
import { activeRows } from "./activeRows.ts";
import { el, linkButton } from "./element.ts";
import type { Page } from "./page.ts";
import { region } from "./region.ts";

export type FileWasteActs = {
  /** Whether the files are shown. */
  readonly isOpen: () => boolean;
  readonly open: (isOpen: boolean) => void;
  /** Shows the file in the tree. */
  readonly reveal: (file: WastedFile) => void;
};

/** The host sends at least so many rows at a time. */
const block = 100;

/** The section. */
export function fileWaste({ send }: Page, { isOpen, open, reveal }: FileWasteActs) {
  let view: FilesView | undefined;
  let key = "";
  const files = new Map<number, WastedFile>();
  const asked = new Set<number>();
  const line = el("div", { class: "line" });
  const update = region(line);
  const grid = el("div", {
    class: "waste-table",
    role: "grid",
    tabindex: "0",
    "aria-label": "Wasted space, the most first",
    "data-key": "waste",
  });
  const rows = activeRows({
    grid,
    head: head(),
    name: "waste",
    build: (at) => {
      const file = files.get(at);
      if (file === undefined) ask(at);
      return wasteLine(file);
    },
    choose: () => {},
  });
  const show = () => {
    const file = files.get(rows.active());
    if (file !== undefined) reveal(file);
  };
  grid.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-row]") !== null) show();
  });
  grid.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== grid) return;
    event.preventDefault();
    show();
  });
  const element = el("section", { class: "waste", "aria-label": "Wasted space" }, line, grid);
  return {
    element,
    show: (next: FilesView | undefined): void => {
      view = next;
      if (next !== undefined && next.key !== key) {
        key = next.key;
        files.clear();
        asked.clear();
      }
      draw();
    },
    receive: (message: WasteMessage): void => {
      if (message.key !== view?.key) return;
      for (const [place, file] of message.rows.entries()) files.set(message.from + place, file);
      draw();
    },
  };

  function draw(): void {
    const { waste } = view ?? {};
    const isShown = waste !== undefined && waste.rows > 0 && isOpen();
    update(waste === undefined ? "" : [waste, isShown], () => {
      if (waste === undefined) return [];
      const fill = el("span", { class: "fill" });
      fill.style.setProperty("inline-size", `${100 * waste.efficiency}%`);
      const words = isShown ? "Hide them" : "Show them";
      const toggle = linkButton(words, { "aria-expanded": String(isShown) }, "waste-toggle", () => {
        open(!isShown);
        draw();
      });
      return [
        el("span", { class: "meter", "aria-hidden": "true" }, fill),
        el("span", {}, waste.text),
        waste.rows === 0 ? undefined : toggle,
      ];
    });
    grid.toggleAttribute("hidden", !isShown);
    if (isShown) rows.show(waste.rows);
  }

  function ask(position: number): void {
    const from = Math.floor(position / block) * block;
    if (view === undefined || asked.has(from)) return;
    asked.add(from);
    send({ type: "askWaste", key: view.key, from });
  }
}

function head(): HTMLElement {
  const titles = [
    ["file-size", "Wasted"],
    ["file-name", "Path"],
    ["copies", "Why"],
  ] as const;
  return el(
    "div",
    { role: "rowgroup", class: "file-head" },
    el(
      "div",
      { role: "row", class: "waste-row", "aria-rowindex": "1" },
      ...titles.map(([style, text]) => el("span", { role: "columnheader", class: style }, text)),
    ),
  );
}

function wasteLine(file: WastedFile | undefined): HTMLElement {
  const fill = el("span", { class: "fill" });
  fill.style.setProperty("inline-size", `${100 * (file?.share ?? 0)}%`);
  return el(
    "div",
    {
      role: "row",
      class: "waste-row",
      "aria-busy": file === undefined ? "true" : undefined,
    },
    el(
      "span",
      { role: "gridcell", class: "file-size" },
      el("span", { class: "meter", "aria-hidden": "true" }, fill),
      el("span", {}, file?.size),
    ),
    el("span", { role: "gridcell", class: "file-name mono", title: file?.path }, file?.path),
    el("span", { role: "gridcell", class: "copies faint" }, file?.text),
  );
}
