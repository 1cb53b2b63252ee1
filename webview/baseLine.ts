/** Where the base ends, in words; or what would find it. */
import type { DetailsBase } from "../src/protocol/details.ts";
import { el, linkButton } from "./element.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";

/** The line above the layers; hidden for an image that names no base. */
export function basePart({ send }: Page): Part<DetailsBase | undefined> {
  const element = el("div", { class: "base-line", role: "status", hidden: "" });
  const update = region(element);
  return {
    element,
    show: (base) => {
      element.toggleAttribute("hidden", base === undefined);
      update(base ?? "", () => {
        switch (base?.kind) {
          case undefined:
            return [];
          case "found":
            // The focus comes here when the button that had it is gone.
            return [el("span", { title: base.title, tabindex: "-1", "data-key": "base" }, base.text)];
          case "open":
            return [
              el("span", { class: "faint" }, base.text),
              linkButton("Find the base", {}, "base", () => send({ type: "findBase" })),
            ];
          case "finding":
            return [
              el("vscode-progress-ring", { "aria-hidden": "true" }),
              el("span", { class: "faint" }, base.text),
              linkButton("Cancel", {}, "base", () => send({ type: "cancel", what: "base" })),
            ];
        }
      });
    },
  };
}
