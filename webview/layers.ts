/** The layers tab: picture, table and pane, which all show the same selected row. */
import type { DetailsLayers, DetailsStep } from "../src/protocol/details.ts";
import { basePart } from "./baseLine.ts";
import { type Child, el, noticeBox } from "./element.ts";
import type { Page } from "./page.ts";
import { layerPicture } from "./picture.ts";
import { type Part, region } from "./region.ts";
import { splitPart } from "./split.ts";
import { stepPane } from "./step.ts";
import { stepTable } from "./steps.ts";
import type { View } from "./view.ts";

/** The steps and layers of an image. */
export function layersPart(page: Page): Part<DetailsLayers> {
  const list = el("section", {});
  const update = region(list);
  const base = basePart(page);
  const pane = stepPane(page);
  return {
    element: el("div", {}, base.element, splitPart(page, list, pane.element)),
    show: (layers) => {
      base.show(layers.base);
      update(layers, () => content(layers, page, pane));
    },
  };
}

function content(layers: DetailsLayers, page: Page, pane: Part<DetailsStep>): readonly Child[] {
  const picture = layerPicture(layers, choose);
  const table = stepTable(layers, choose);
  mark(selectedRow(layers, page.view()));
  return [layers.notice && noticeBox(layers.notice), picture?.element, table.element];

  function mark(row: number): void {
    const step = layers.rows[row];
    if (step === undefined) return;
    picture?.select(row);
    table.select(row);
    pane.show(step);
  }

  function choose(row: number): void {
    mark(row);
    page.keep({ row, digest: layers.rows[row]?.digest });
  }
}

/**
 * The row that was selected: found by its layer's digest, else, as on another platform, by its position. At first
 * the largest layer.
 */
function selectedRow({ rows }: DetailsLayers, { row, digest }: View): number {
  if (row !== undefined) {
    const same =
      digest === undefined || rows[row]?.digest === digest
        ? row
        : rows.findIndex((step) => step.digest === digest);
    if (same >= 0 && same < rows.length) return same;
    if (row < rows.length) return row;
  }
  return rows.reduce((largest, { bytes = 0 }, at) => (bytes > (rows[largest]?.bytes ?? 0) ? at : largest), 0);
}
