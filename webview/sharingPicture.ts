/** Each distinct layer once, across the images that have it. */
import type { SharingColumn, SharingMark, SharingRow, SharingView } from "../src/protocol/sharing.ts";
import { shortDigest } from "./digest.ts";
import { type Child, el } from "./element.ts";
import { meter } from "./meter.ts";
import { virtualRows } from "./virtualRows.ts";

/** CSS pixels of an image's column; sharing.css gives marks this width. */
const columnWidth = 24;

const signs: { readonly [Mark in SharingMark]: string } = { none: "·", shared: "●", alone: "◆" };

/** The picture and what its signs mean. */
export function sharingPicture({ columns, rows }: SharingView): readonly Child[] {
  const scroller = el("div", {
    class: "across",
    role: "region",
    // It scrolls: reachable by keyboard.
    tabindex: "0",
    "aria-label": "Layers across the images",
    "data-key": "across",
  });
  const table = el(
    "div",
    {
      role: "table",
      class: "across-table",
      "aria-label": "Each layer once, the largest first",
      "aria-rowcount": String(rows.length + 1),
    },
    el("div", { role: "rowgroup", class: "across-head" }, head(columns)),
    virtualRows(scroller, rows.length, (at) => row(rows[at], at, columns)),
  );
  scroller.append(table);
  const legend = "● has the layer · ◆ the only one that has it · ★ this image; the bars are sizes";
  return [el("p", { class: "faint legend", "aria-hidden": "true" }, legend), scroller];
}

function head(columns: readonly SharingColumn[]): HTMLElement {
  const names = columns.map(({ name, title, isShown }) =>
    el("span", { class: isShown ? "column shown" : "column", title }, isShown ? `★ ${name}` : name),
  );
  return el(
    "div",
    { role: "row", class: "across-row", "aria-rowindex": "1" },
    el("span", { role: "columnheader", class: "size" }, "Size"),
    el("span", { role: "columnheader", class: "what" }, "Layer"),
    el(
      "span",
      { role: "columnheader", class: "columns" },
      el("span", { class: "unseen" }, "Images that have it"),
      wide(el("span", { class: "names", "aria-hidden": "true" }, ...names), columns.length),
    ),
  );
}

function row(layer: SharingRow | undefined, at: number, columns: readonly SharingColumn[]): HTMLElement {
  const { digest = "", place = "", size = "", share = 0, marks = [], text = "" } = layer ?? {};
  const cells = marks.map((mark, column) =>
    el("span", { class: columns[column]?.isShown ? `mark ${mark} shown` : `mark ${mark}` }, signs[mark]),
  );
  return el(
    "div",
    { role: "row", class: "across-row", "aria-rowindex": String(at + 2) },
    el("span", { role: "cell", class: "size" }, size),
    el(
      "span",
      { role: "cell", class: "what", title: digest },
      meter(share),
      el("span", { class: "mono" }, shortDigest(digest)),
      place === "" ? undefined : el("span", { class: "faint" }, place),
    ),
    el(
      "span",
      { role: "cell", class: "columns", title: text },
      el("span", { class: "unseen" }, text),
      wide(el("span", { class: "marks", "aria-hidden": "true" }, ...cells), columns.length),
    ),
  );
}

function wide(element: HTMLElement, columns: number): HTMLElement {
  element.style.setProperty("inline-size", `${columns * columnWidth}px`);
  return element;
}
