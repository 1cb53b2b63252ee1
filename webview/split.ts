/** Two panes side by side, and what between them makes one wider than the other. */
import { el } from "./element.ts";
import type { Page } from "./page.ts";

/** CSS pixels of the pane that is given a width. */
const least = 220;
const usual = 330;
/** How much is left for the other one at least. */
const leastBeside = 320;
/** How far an arrow key goes. */
const step = 16;

/** `list` takes what `pane` leaves. How wide that is the person chooses, by mouse or keyboard, for all that is shown here. */
export function splitPart(
  { view, keep }: Pick<Page, "view" | "keep">,
  list: HTMLElement,
  pane: HTMLElement,
): HTMLElement {
  const separator = el("div", {
    class: "splitter",
    role: "separator",
    tabindex: "0",
    "aria-orientation": "vertical",
    "aria-label": "Width of the details",
    "aria-valuemin": String(least),
    title: "Drag to resize; double click for the usual width",
  });
  const element = el("div", { class: "split" }, list, separator, pane);
  const most = () => Math.max(least, element.clientWidth - leastBeside);
  const fitting = (width: number) => Math.round(Math.min(most(), Math.max(least, width)));
  const draw = () => {
    // Before there is a layout nothing is known of what fits.
    const width = element.clientWidth === 0 ? (view().pane ?? usual) : fitting(view().pane ?? usual);
    pane.style.setProperty("--pane", `${width}px`);
    separator.setAttribute("aria-valuenow", String(width));
    separator.setAttribute("aria-valuemax", String(most()));
  };
  const resize = (width: number | undefined) => {
    keep({ pane: width === undefined ? undefined : fitting(width) });
    draw();
  };
  separator.addEventListener("pointerdown", (down) => {
    if (down.button !== 0) return;
    const from = pane.offsetWidth + down.clientX;
    separator.setPointerCapture(down.pointerId);
    const move = ({ clientX }: PointerEvent) => resize(from - clientX);
    separator.addEventListener("pointermove", move);
    separator.addEventListener(
      "lostpointercapture",
      () => separator.removeEventListener("pointermove", move),
      {
        once: true,
      },
    );
  });
  separator.addEventListener("dblclick", () => resize(undefined));
  separator.addEventListener("keydown", (event) => {
    const width = widthAfter(event.key, pane.offsetWidth, most());
    if (width === undefined) return;
    event.preventDefault();
    resize(width === "usual" ? undefined : width);
  });
  new ResizeObserver(draw).observe(element);
  draw();
  return element;
}

function widthAfter(key: string, now: number, most: number): number | "usual" | undefined {
  switch (key) {
    case "ArrowLeft":
      return now + step;
    case "ArrowRight":
      return now - step;
    case "Home":
      return least;
    case "End":
      return most;
    case "Enter":
      return "usual";
    default:
      return undefined;
  }
}
