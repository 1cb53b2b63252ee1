/** What is installed in the image, listed on request without a scanner, and looked up at OSV.dev if that is allowed. */
import type { DetailsInstalled, InstalledLookUp } from "../src/protocol/installed.ts";
import { type Child, el, linkButton, noticeBox } from "./element.ts";
import { firstPackages } from "./packageChoice.ts";
import { packagesParts } from "./packages.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import { requestHead } from "./requestHead.ts";
import { underWay } from "./underWay.ts";

/** Names the table among those of SBOMs. */
const table = "installed";
/** Whatever can be done of either kind has one key, so that the focus stays. */
const [listKey, lookUpKey] = ["list-packages", "look-up"];

/** The place below the scan: a button that lists, and then the list. */
export function installedPart(page: Page): Part<DetailsInstalled | undefined> {
  const head = el("div", { class: "line", role: "status" });
  const notices = el("div", { class: "notices" });
  const lookUp = el("div", { class: "look-up", role: "status" });
  const updateHead = region(head);
  const updateNotices = region(notices);
  const updateLookUp = region(lookUp);
  const ask = (list: string) => page.send({ type: "askInstalled", list });
  const packages = packagesParts(page, () => draw(), ask)(table);
  let shown: DetailsInstalled | undefined;
  const start = (type: "listPackages" | "readLayers") => {
    page.keep({ packages: { open: table, ...firstPackages } });
    page.send({ type });
  };
  /** The findings that are to come have the room. */
  const startLookUp = () => {
    page.keep({ packages: { open: "", ...firstPackages } });
    page.send({ type: "lookUpPackages" });
    draw();
  };
  function draw(): void {
    const view = shown?.list.kind === "read" ? shown.list.view : undefined;
    updateHead(shown?.list ?? "", () => headOf(shown, page, start));
    updateNotices(view?.notices ?? "", () => view?.notices.map(noticeBox) ?? []);
    updateLookUp(shown?.lookUp ?? "", () => lookUpOf(shown?.lookUp, page, startLookUp));
    const read = view && ({ kind: "read", text: view.text } as const);
    packages.show({ digest: view?.key ?? "", ...(read && { packages: read }) });
  }
  return {
    element: el("div", { class: "installed" }, head, notices, lookUp, packages.element),
    show: (installed) => {
      shown = installed;
      draw();
    },
  };
}

function headOf(
  installed: DetailsInstalled | undefined,
  { send }: Page,
  start: (type: "listPackages" | "readLayers") => void,
): readonly Child[] {
  const isListed = installed?.list.kind === "read";
  return requestHead(installed?.list, {
    key: listKey,
    start: {
      text: "List packages",
      appearance: "secondary",
      act: () => start(isListed ? "readLayers" : "listPackages"),
    },
    stop: { label: "Stop listing packages", act: () => send({ type: "cancel", what: "installed" }) },
    read: ({ text, rest }, startButton) => [
      // The focus comes here when the button that had it is gone.
      el(
        "span",
        { class: "total", tabindex: "-1", "data-key": rest === undefined ? listKey : undefined },
        text,
      ),
      ...(rest === undefined
        ? []
        : [startButton("Read the layers instead"), el("span", { class: "faint" }, rest)]),
    ],
  });
}

function lookUpOf(lookUp: InstalledLookUp | undefined, { send }: Page, start: () => void): readonly Child[] {
  switch (lookUp?.kind) {
    case undefined:
      return [];
    case "off":
      return [
        el(
          "p",
          { class: "faint" },
          lookUp.text,
          ...(lookUp.isSettable
            ? [" ", linkButton("Open the setting", {}, lookUpKey, () => send({ type: "openOsvSetting" }))]
            : []),
        ),
      ];
    case "running":
      return [
        el(
          "div",
          { class: "line" },
          ...underWay(lookUp.text, lookUpKey, "Stop looking packages up", () =>
            send({ type: "cancel", what: "installed" }),
          ),
        ),
      ];
    case "idle": {
      const { text, remark, problem } = lookUp;
      const button = el(
        "vscode-button",
        { appearance: "secondary", "data-key": lookUpKey },
        "Look up at OSV.dev",
      );
      button.addEventListener("click", start);
      return [
        problem === undefined ? undefined : noticeBox(problem),
        el("div", { class: "line" }, button, el("span", { class: "faint" }, text)),
        remark === undefined ? undefined : el("p", { class: "faint" }, remark),
      ];
    }
  }
}
