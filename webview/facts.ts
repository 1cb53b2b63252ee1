/** The strip of figures that answers the first questions. */
import type { CompareFact } from "../src/protocol/compare.ts";
import { type Child, el, linkButton } from "./element.ts";
import { type Part, region } from "./region.ts";

/** The facts side by side; `open` is told the number of a link that was chosen. */
export function factsPart(open: (link: number) => void): Part<readonly CompareFact[]> {
  const element = el("dl", { class: "facts" });
  const update = region(element);
  return { element, show: (facts) => update(facts, () => facts.map((fact) => factOf(fact, open))) };
}

function factOf({ label, value, note, title, tone, link }: CompareFact, open: (link: number) => void): Child {
  return el(
    "div",
    { class: "fact", title },
    el("dt", { class: "faint" }, label),
    el(
      "dd",
      { class: tone === undefined ? "value" : `value ${tone}` },
      link === undefined
        ? value
        : linkButton(value, { role: "link", title: "Open in the browser" }, `link ${link}`, () => open(link)),
    ),
    note === undefined || note === "" ? undefined : el("dd", { class: "faint" }, note),
  );
}
