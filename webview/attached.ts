/** What is attached to the image: asked for when the tab is opened. */
import type { AttachedItem, AttachedView, DetailsAttached } from "../src/protocol/attached.ts";
import { attachedItem } from "./attachedItem.ts";
import { type Child, el, linkButton, noticeBox } from "./element.ts";
import { packagesParts } from "./packages.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import { underWay } from "./underWay.ts";

/** The number for the tab: what was found, else what is known without asking. */
export function countAttached(attached: DetailsAttached): number | undefined {
  if (attached.kind === "read") return attached.view.items.length;
  return attached.kind === "unread" && attached.known > 0 ? attached.known : undefined;
}

/** The tab: what can be done, what there is in all, and each thing with what it says. */
export function attachedPart(page: Page): Part<DetailsAttached> {
  const head = el("div", { class: "line", role: "status" });
  const totals = el("div", { class: "totals" });
  const items = itemsPart(page);
  const updateHead = region(head);
  const updateTotals = region(totals);
  return {
    element: el("div", { class: "attached" }, head, totals, items.element),
    show: (attached) => {
      const view = attached.kind === "read" ? attached.view : undefined;
      updateHead(view === undefined ? attached : [view.asOf, view.busy], () => headOf(attached, page));
      updateTotals(view === undefined ? "" : [view.text, view.notes], () => totalsOf(view));
      items.show(view?.items ?? []);
    },
  };
}

/** Whatever can be done has one key, so that the focus stays. */
const key = "attached";

function headOf(attached: DetailsAttached, { send }: Page): readonly Child[] {
  const look = () => send({ type: "lookAtAttached" });
  switch (attached.kind) {
    case "unread":
      return [linkButton("Ask the registry what is attached", {}, key, look)];
    case "reading":
      return readingLine(attached.text, send);
    case "failed": {
      const button = el("vscode-button", { appearance: "secondary", "data-key": key }, "Retry");
      button.addEventListener("click", look);
      return [el("div", { class: "problem" }, noticeBox(`${attached.problem} ${attached.next}`)), button];
    }
    case "read": {
      const { asOf, busy } = attached.view;
      const { age, exact } = asOf;
      if (busy) return readingLine("Asking again", send);
      return [
        el("span", { class: "faint", title: exact }, `as of ${age}`),
        linkButton("Look again", {}, key, look),
      ];
    }
  }
}

function readingLine(text: string, send: Page["send"]): readonly Child[] {
  return underWay(text, key, "Stop reading what is attached", () =>
    send({ type: "cancel", what: "attached" }),
  );
}

function totalsOf(view: AttachedView | undefined): readonly Child[] {
  if (view === undefined) return [];
  return [
    el("p", { class: "total" }, view.text),
    ...view.notes.map((note) => el("p", { class: "faint" }, note)),
  ];
}

/** The list; each thing keeps its elements while it is there. */
function itemsPart(page: Page): Part<readonly AttachedItem[]> {
  const element = el("div", { class: "items", role: "list", "aria-label": "Attached" });
  const update = region(element);
  const parts = new Map<string, Part<AttachedItem>>();
  let shown: readonly AttachedItem[] = [];
  const show = (items: readonly AttachedItem[]) => {
    shown = items;
    for (const item of items) partOf(item).show(item);
    update(
      items.map(({ key }) => key),
      () => items.map((item) => partOf(item).element),
    );
  };
  const ask = (digest: string) => page.send({ type: "readPackages", digest });
  const packages = packagesParts(page, () => show(shown), ask);
  const partOf = ({ key }: AttachedItem) => {
    const part = parts.get(key) ?? attachedItem(page, packages(key));
    parts.set(key, part);
    return part;
  };
  return { element, show };
}
