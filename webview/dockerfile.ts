/** The Dockerfile that the image may have come from. */
import type { DetailsDockerfile } from "../src/protocol/details.ts";
import { el } from "./element.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";

/** The text, to be selected or opened in an editor. */
export function dockerfilePart({ send }: Page): Part<DetailsDockerfile | undefined> {
  const element = el("div", { class: "rebuilt" });
  const update = region(element);
  return {
    element,
    show: (dockerfile) =>
      update(dockerfile ?? "", () => {
        if (dockerfile === undefined) return [];
        const button = el(
          "vscode-button",
          { appearance: "secondary", "data-key": "open-dockerfile" },
          "Open in an editor",
        );
        button.addEventListener("click", () => send({ type: "openDockerfile" }));
        return [
          el("div", { class: "row" }, el("p", { class: "faint" }, dockerfile.note), button),
          // Reachable by keyboard: it scrolls when lines are long.
          el(
            "pre",
            { role: "group", tabindex: "0", "aria-label": "Dockerfile", "data-key": "dockerfile" },
            dockerfile.text,
          ),
        ];
      }),
  };
}
