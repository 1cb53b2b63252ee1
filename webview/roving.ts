/** One tab stop for a row of elements: arrow keys, Home and End move the selection, and the focus follows. */

import { placeAfter } from "./rowKeys.ts";

export type Roving = {
  readonly items: readonly HTMLElement[];
  /** Which keys go back and forth: those of a column or of a line. */
  readonly direction: "vertical" | "horizontal";
  /** The `data-key` (region.ts) of whichever item is the tab stop. */
  readonly key: string;
  /** Called with an item's position when the person chose it. */
  readonly choose: (position: number) => void;
};

/** Makes `container`'s items selectable; returns what marks one of them, or none, as selected. */
export function rove(container: HTMLElement, roving: Roving): (position: number | undefined) => void {
  const { items, key, choose } = roving;
  let stop = 0;
  container.addEventListener("click", ({ target }) => {
    const position = items.findIndex((item) => target instanceof Node && item.contains(target));
    if (position !== -1) choose(position);
  });
  container.addEventListener("keydown", (event) => {
    const position = target(event, stop, roving);
    const item = position === undefined ? undefined : items[position];
    if (position === undefined || item === undefined) return;
    event.preventDefault();
    choose(position);
    item.focus();
  });
  return (selected) => {
    stop = selected ?? stop;
    for (const [position, item] of items.entries()) {
      item.setAttribute("aria-selected", String(position === selected));
      item.setAttribute("tabindex", position === stop ? "0" : "-1");
      if (position === stop) item.dataset["key"] = key;
      else delete item.dataset["key"];
    }
  };
}

function target(event: KeyboardEvent, from: number, { items, direction }: Roving): number | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  const arrows = direction === "vertical" ? undefined : (["ArrowLeft", "ArrowRight"] as const);
  return placeAfter(event.key, from, items.length - 1, arrows);
}
