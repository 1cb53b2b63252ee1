/** The steps that made the image as a table, one row selected. */
import type { DetailsLayers, DetailsStep } from "../src/protocol/details.ts";
import { el } from "./element.ts";
import { meter } from "./meter.ts";
import type { Selectable } from "./picture.ts";
import { rove } from "./roving.ts";
import { formatShare, layerShares } from "./shares.ts";

/** The table. Choosing a row, by mouse or keyboard, calls `choose` with its position. */
export function stepTable(layers: DetailsLayers, choose: (row: number) => void): Selectable {
  const shares = layerShares(layers);
  const items = layers.rows.map((step, row) => stepRow(step, shares[row]));
  const body = el("tbody", {}, ...items);
  const end = layers.base?.kind === "found" ? layers.base : undefined;
  if (end !== undefined) items[end.rows - 1]?.after(baseEnd(end.text));
  const mark = rove(body, { items, direction: "vertical", key: "row", choose });
  return {
    element: el(
      "table",
      { role: "grid", "aria-label": "Steps that made the image", class: "steps" },
      head(),
      body,
    ),
    select: mark,
  };
}

function head(): HTMLElement {
  const titles = [
    ["number", "#"],
    ["instruction", "Instruction"],
    ["share", "Share"],
    ["size", "Size"],
  ] as const;
  return el(
    "thead",
    {},
    el("tr", {}, ...titles.map(([style, text]) => el("th", { scope: "col", class: style }, text))),
  );
}

/** The rule under the base's last row. */
function baseEnd(text: string): HTMLElement {
  const title = el("th", { scope: "row", class: "instruction" }, `↑ ${text}`);
  title.colSpan = 4;
  return el("tr", { class: "base-end" }, title);
}

function stepRow(step: DetailsStep, share: number | undefined): HTMLElement {
  const { number, instruction, summary, comment, remark, size } = step;
  return el(
    "tr",
    { class: number === undefined ? "step bare" : "step" },
    el("td", { class: "number" }, number === undefined ? undefined : String(number)),
    el(
      "td",
      { class: "instruction mono", title: remark },
      ...(instruction === "" ? [] : [el("span", { class: "keyword" }, instruction), " "]),
      summary,
      ...(comment === undefined ? [] : [" ", el("span", { class: "faint" }, comment)]),
    ),
    el("td", { class: "share" }, ...(share === undefined ? [] : shareOf(share))),
    el("td", { class: "size" }, size),
  );
}

/** The share as a bar that is full at the whole image, and in figures. */
function shareOf(share: number): readonly HTMLElement[] {
  return [meter(share), el("span", { class: "faint" }, formatShare(share))];
}
