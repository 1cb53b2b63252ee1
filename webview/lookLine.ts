/** What a registry knows of an image's findings without a scan here: asked on request, and what came of it. */
import type { FindingsLook } from "../src/protocol/findings.ts";
import { el, linkButton } from "./element.ts";
import { type Part, region } from "./region.ts";

/** The place beside the scan; empty where nobody can be asked. */
export function lookPart(
  send: (intent: { readonly type: "lookForReports" }) => void,
): Part<FindingsLook | undefined> {
  const element = el("div", { class: "scan", role: "status" });
  const update = region(element);
  return {
    element,
    show: (look) => update(look ?? "", () => (look === undefined ? [] : lineOf(look, send))),
  };
}

function lineOf(
  { label, isBusy, remarks }: FindingsLook,
  send: (intent: { readonly type: "lookForReports" }) => void,
): readonly HTMLElement[] {
  const line = isBusy
    ? el(
        "div",
        { class: "line" },
        el("vscode-progress-ring", { "aria-hidden": "true" }),
        el("span", { tabindex: "-1", "data-key": "look" }, "Asking the registry for reports"),
      )
    : el(
        "div",
        {},
        linkButton(label, {}, "look", () => send({ type: "lookForReports" })),
      );
  return [line, ...remarks.map((remark) => el("p", { class: "faint" }, remark))];
}
