/** What a scan would do, does or did, and the buttons for it. */
import type { FindingsScan, ScannerName } from "../src/protocol/findings.ts";
import { type Child, el, linkButton, noticeBox } from "./element.ts";
import { type Part, region } from "./region.ts";
import { underWay } from "./underWay.ts";

/** What the buttons ask of the host. */
type Send = (
  intent:
    | { readonly type: "scan"; readonly scanner?: ScannerName }
    | { readonly type: "cancel"; readonly what: "scan" },
) => void;

/** The line; empty when there is nothing to scan. */
export function scanPart(send: Send): Part<FindingsScan | undefined> {
  const element = el("div", { class: "scan", role: "status" });
  const update = region(element);
  return { element, show: (scan) => update(scan ?? "", () => scanLine(scan, send)) };
}

/** Whatever can be done has one key, so that the focus stays. */
const key = "scan";

function scanLine(scan: FindingsScan | undefined, send: Send): readonly Child[] {
  switch (scan?.kind) {
    case undefined:
      return [];
    case "running":
      return [
        el(
          "div",
          { class: "line" },
          ...underWay(scan.text, key, "Cancel the scan", () => send({ type: "cancel", what: "scan" })),
        ),
      ];
    case "off":
      return [el("p", { class: "faint" }, scan.text)];
    case "idle": {
      const button = el("vscode-button", { appearance: "secondary", "data-key": key }, scan.label);
      button.addEventListener("click", () => send({ type: "scan" }));
      return [
        scan.problem === undefined ? undefined : noticeBox(scan.problem),
        el("div", { class: "line" }, button, el("span", { class: "faint" }, scan.text)),
      ];
    }
    case "ask":
      return [
        el("p", {}, scan.text),
        ...scan.scanners.map(({ name, label, path, note }, at) => {
          const appearance = at === 0 ? "primary" : "secondary";
          const button = el(
            "vscode-button",
            { appearance, "data-key": at === 0 ? key : `scan-${name}` },
            label,
          );
          button.addEventListener("click", () => send({ type: "scan", scanner: name }));
          const program = el("span", { class: "mono" }, path);
          return el("div", { class: "line" }, button, program, el("span", { class: "faint" }, note));
        }),
        el(
          "div",
          {},
          linkButton("Cancel", {}, "scan-cancel", () => send({ type: "cancel", what: "scan" })),
        ),
      ];
  }
}
