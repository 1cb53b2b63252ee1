/** The layers of both sides as bars, each layer as wide as its share of the larger side. */
import type { CompareBar, CompareSegment } from "../src/protocol/compare.ts";
import { el } from "./element.ts";

/** Segments from this share on are wide enough for their sign. */
const signed = 0.03;
/** With more segments than this there is no room for gaps. */
const crowded = 60;

const signs = { kept: "=", moved: "↕", removed: "−", added: "+" } as const;
const words = { kept: "kept", moved: "kept, at another place", removed: "gone", added: "new" } as const;

/** The bars and what their signs mean; undefined when no layer's size is known. */
export function layerBars(bars: readonly CompareBar[]): HTMLElement | undefined {
  if (bars.length === 0) return undefined;
  const used = new Set(bars.flatMap(({ segments }) => segments.map(({ mark }) => mark)));
  const legend = (["kept", "moved", "removed", "added"] as const)
    .filter((mark) => used.has(mark))
    .map((mark) =>
      el("span", { class: "entry" }, el("span", { class: `swatch ${mark}` }, signs[mark]), words[mark]),
    );
  return el(
    "div",
    { class: "bars" },
    ...bars.flatMap(({ title, text, segments }) => [
      el("span", { class: "faint", "aria-hidden": "true" }, title),
      picture(text, segments),
    ]),
    el("div", { class: "legend faint", "aria-hidden": "true" }, ...legend),
  );
}

function picture(text: string, segments: readonly CompareSegment[]): HTMLElement {
  const style = segments.length > crowded ? "picture crowded" : "picture";
  const element = el("div", { class: style, role: "img", "aria-label": text }, ...segments.map(segment));
  const rest = 1 - segments.reduce((sum, { share }) => sum + share, 0);
  if (rest > 0.001) element.append(grown(el("span", { class: "rest" }), rest));
  return element;
}

function segment({ mark, share, text }: CompareSegment): HTMLElement {
  return grown(
    el("span", { class: `part ${mark}`, title: text }, share < signed ? undefined : signs[mark]),
    share,
  );
}

function grown(element: HTMLElement, share: number): HTMLElement {
  element.style.setProperty("flex-grow", String(share));
  return element;
}
