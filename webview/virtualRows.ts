/** Long lists of which only the rows in sight are in the page. */
import { el } from "./element.ts";

/** CSS pixels; sharing.css gives rows this height. */
const rowHeight = 27;
/** Rows drawn beyond either edge. */
const beyond = 12;
/** Rows drawn while the list has no height, as in a tab that is not open. */
const atFirst = 40;

/** A group of rows whose number changes. */
export type ChangingRows = {
  readonly element: HTMLElement;
  /** Draws anew the rows in sight of a list that has `count` of them. */
  readonly show: (count: number) => void;
  /** Scrolls as little as brings a row into sight; `head` is the height in CSS pixels of what stands over them. */
  readonly reveal: (position: number, head: number) => void;
};

/** A group of `count` rows inside `scroller`, drawn as it scrolls; `build` makes the row at a position from 0. */
export function virtualRows(
  scroller: HTMLElement,
  count: number,
  build: (position: number) => HTMLElement,
): HTMLElement {
  const rows = changingRows(scroller, build);
  rows.show(count);
  return rows.element;
}

/** As virtualRows, for a list that changes while its scroller stays. */
export function changingRows(scroller: HTMLElement, build: (position: number) => HTMLElement): ChangingRows {
  const above = el("div", { "aria-hidden": "true" });
  const below = el("div", { "aria-hidden": "true" });
  const group = el("div", { role: "rowgroup" });
  let count = 0;
  let drawn = "";
  const draw = () => {
    const shown = Math.max(atFirst, Math.ceil(scroller.clientHeight / rowHeight) + 2 * beyond);
    const first = Math.max(0, Math.min(Math.floor(scroller.scrollTop / rowHeight) - beyond, count - shown));
    const last = Math.min(count, first + shown);
    if (drawn === `${first} ${last}`) return;
    drawn = `${first} ${last}`;
    above.style.setProperty("block-size", `${first * rowHeight}px`);
    below.style.setProperty("block-size", `${(count - last) * rowHeight}px`);
    group.replaceChildren(
      above,
      ...Array.from({ length: last - first }, (_, at) => build(first + at)),
      below,
    );
  };
  scroller.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(scroller);
  return {
    element: group,
    show: (next) => {
      count = next;
      drawn = "";
      draw();
    },
    reveal: (position, head) => {
      const [top, bottom] = [position * rowHeight, (position + 1) * rowHeight];
      const height = scroller.clientHeight - head;
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      else if (bottom > scroller.scrollTop + height) scroller.scrollTop = bottom - height;
      draw();
    },
  };
}
