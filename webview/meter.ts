import { el } from "./element.ts";

/** A share from 0 to 1 as a bar; the figure stands beside it. */
export function meter(share: number): HTMLElement {
  const fill = el("span", { class: "fill" });
  fill.style.setProperty("inline-size", `${100 * share}%`);
  return el("span", { class: "meter", "aria-hidden": "true" }, fill);
}
