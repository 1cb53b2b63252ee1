/** How many findings there are of each severity, as one bar. */
import type { FindingsCount } from "../src/protocol/shown.ts";
import { el } from "./element.ts";
import { severitySign, severityWord } from "./severity.ts";

/** The bar; what it shows stands in words beside it, on the buttons that filter. */
export function findingPicture(counts: readonly FindingsCount[]): HTMLElement {
  const some = counts.filter(({ count }) => count > 0);
  const words = some.map(
    ({ severity, count }) => `${count.toLocaleString("en")} ${severityWord(severity).toLowerCase()}`,
  );
  return el(
    "div",
    { class: "severity-bar", role: "img", "aria-label": words.join(", ") || "No findings" },
    ...some.map(({ severity, count }) => {
      const segment = el(
        "div",
        {
          class: `severity-part ${severity}`,
          title: `${severityWord(severity)}: ${count.toLocaleString("en")}`,
        },
        severitySign(severity),
        ` ${count.toLocaleString("en")}`,
      );
      segment.style.setProperty("flex-grow", String(count));
      return segment;
    }),
  );
}
