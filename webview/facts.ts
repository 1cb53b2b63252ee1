/** The strip of figures that answers the first questions. */
import type { DetailsFact } from "../src/protocol.ts";
import { el } from "./element.ts";
import { type Part, region } from "./region.ts";

/** The facts side by side. */
export function factsPart(): Part<readonly DetailsFact[]> {
  const element = el("dl", { class: "facts" });
  const update = region(element);
  return { element, show: (facts) => update(facts, () => facts.map(fact)) };
}

function fact({ label, value, note, title }: DetailsFact): HTMLElement {
  return el(
    "div",
    { class: "fact", title },
    el("dt", { class: "faint" }, label),
    el("dd", { class: "value" }, value),
    note === undefined || note === "" ? undefined : el("dd", { class: "faint" }, note),
  );
}
