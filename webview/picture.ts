/** The layers as one bar, each as wide as its share of the compressed image. */
import type { DetailsLayers } from "../src/protocol/details.ts";
import { el } from "./element.ts";
import { rove } from "./roving.ts";
import { formatShare, layerShares } from "./shares.ts";

/** A part of the layers view in which one row, by its position, is selected. */
export type Selectable = {
  readonly element: HTMLElement;
  readonly select: (row: number | undefined) => void;
};

/** Segments from this share on are wide enough for their number. */
const numbered = 0.04;
/** With more segments than this there is no room for gaps. */
const crowded = 60;

/** The bar; undefined when no layer's size is known. Choosing a segment chooses the layer's row. */
export function layerPicture(layers: DetailsLayers, choose: (row: number) => void): Selectable | undefined {
  const segments = layerShares(layers).flatMap((share, row) => (share === undefined ? [] : [{ row, share }]));
  if (segments.length === 0) return undefined;
  const items = segments.map(({ row, share }) => segment(layers, row, share));
  const element = el(
    "div",
    {
      class: items.length > crowded ? "bar crowded" : "bar",
      role: "listbox",
      "aria-orientation": "horizontal",
      "aria-label": "Share of each layer in the compressed size",
    },
    ...items,
  );
  const mark = rove(element, {
    items,
    direction: "horizontal",
    key: "segment",
    choose: (position) => choose(segments[position]?.row ?? 0),
  });
  return {
    element,
    select: (selected) => {
      // A layer that stands twice has one segment: look by digest.
      const digest = selected === undefined ? undefined : layers.rows[selected]?.digest;
      const position = segments.findIndex(({ row }) => layers.rows[row]?.digest === digest);
      mark(digest === undefined || position === -1 ? undefined : position);
    },
  };
}

function segment({ rows, base }: DetailsLayers, row: number, share: number): HTMLElement {
  const { number, instruction = "", size = "" } = rows[row] ?? {};
  const isBase = base?.kind === "found" && row < base.rows;
  const text = [`Layer ${number}`, instruction, size, formatShare(share), isBase ? "base" : ""]
    .filter((word) => word !== "")
    .join(", ");
  const element = el(
    "div",
    { class: isBase ? "segment of-base" : "segment", role: "option", title: text, "aria-label": text },
    share < numbered ? undefined : String(number),
  );
  element.style.setProperty("flex-grow", String(share));
  return element;
}
