/** One finding in full, beside the table. */
import type { FindingDetails } from "../src/protocol/findings.ts";
import { type Child, el, linkButton } from "./element.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import { severitySign, severityWord } from "./severity.ts";

/** The pane; it says what to do while no finding is chosen. */
export function findingPane(page: Page): Part<FindingDetails | undefined> {
  const element = el("aside", { class: "pane", "aria-label": "Selected finding" });
  const update = region(element);
  return {
    element,
    show: (details) =>
      update(details ?? "", () =>
        details === undefined
          ? [el("p", { class: "faint" }, "Choose a finding to read more.")]
          : content(details, page),
      ),
  };
}

function content(details: FindingDetails, { send }: Page): readonly Child[] {
  const { title, severity, facts, description, command, links, report, finding } = details;
  return [
    el("h2", {}, severitySign(severity), ` ${title}`),
    el("p", { class: "faint" }, severityWord(severity)),
    description === "" ? undefined : el("p", { class: "description" }, description),
    el("dl", {}, ...facts.flatMap(({ key, value }) => [el("dt", {}, key), el("dd", {}, value)])),
    // Reachable by keyboard: it scrolls when the command is long.
    command === undefined
      ? undefined
      : el(
          "pre",
          { class: "command", role: "group", tabindex: "0", "aria-label": "Command of the layer" },
          command,
        ),
    links.length === 0 ? undefined : el("h2", {}, "Links"),
    ...links.map((address, link) =>
      el(
        "p",
        {},
        linkButton(address, { role: "link", title: "Open in the browser" }, `finding-link ${link}`, () =>
          send({ type: "openFindingLink", report, finding, link }),
        ),
      ),
    ),
  ];
}
