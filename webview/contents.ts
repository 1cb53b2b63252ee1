/** What is in something that is no image to run. */
import type { ContentsRow, ContentsView, DetailsContents } from "../src/protocol/contents.ts";
import { shortDigest } from "./digest.ts";
import { type Child, el, linkButton, noticeBox } from "./element.ts";
import { meter } from "./meter.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import { pairsPart } from "./sections.ts";
import { formatShare } from "./shares.ts";

/** The tab: what it is, what is said of it, and its parts with their sizes. */
export function contentsPart(page: Page): Part<DetailsContents | undefined> {
  const head = el("div", {});
  const list = el("div", {});
  const facts = pairsPart(page);
  const updateHead = region(head);
  const updateList = region(list);
  return {
    element: el("div", { class: "attached" }, head, facts.element, list),
    show: (contents) => {
      const view = contents?.kind === "read" ? contents.view : undefined;
      updateHead(view === undefined ? (contents ?? "") : [view.title, view.text, view.cut], () =>
        headOf(contents, page),
      );
      facts.show(view?.facts ?? []);
      updateList(view === undefined ? "" : [view.columns, view.rows], () =>
        view === undefined || view.rows.length === 0 ? [] : [table(view)],
      );
    },
  };
}

function headOf(contents: DetailsContents | undefined, { send }: Page): readonly Child[] {
  switch (contents?.kind) {
    case undefined:
      return [];
    case "reading":
      return [
        el(
          "div",
          { class: "line", role: "status" },
          el("vscode-progress-ring", { "aria-hidden": "true" }),
          el("span", {}, "Reading"),
        ),
      ];
    case "failed":
      return [noticeBox(`${contents.problem} ${contents.next}`)];
    case "read": {
      const { title, text, cut } = contents.view;
      return [
        el(
          "div",
          { class: "line" },
          el("h2", { class: "total" }, title),
          el("span", {}, text),
          linkButton("open as text", { "aria-label": "Open the contents as text" }, "open-contents", () =>
            send({ type: "openContents" }),
          ),
        ),
        cut === undefined ? undefined : el("p", { class: "faint" }, cut),
      ];
    }
  }
}

function table({ columns: [name, note], rows }: ContentsView): HTMLElement {
  const head = (text: string, style: string) => el("th", { scope: "col", class: style }, text);
  return el(
    "table",
    {
      class: name === "#" ? "steps contents numbered" : "steps contents",
      "aria-label": "Contents, the largest first",
    },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        head(name, "name"),
        head("Digest", "digest-cell"),
        head(note, "note"),
        head("Share", "share"),
        head("Size", "size"),
      ),
    ),
    el("tbody", {}, ...rows.map(row)),
  );
}

function row({ name, digest, note, share, size }: ContentsRow): HTMLElement {
  return el(
    "tr",
    {},
    el("td", { class: "name", title: name }, name),
    el("td", { class: "digest-cell mono", title: digest }, shortDigest(digest)),
    el("td", { class: "note faint", title: note }, note),
    el(
      "td",
      { class: "share" },
      ...(share === undefined ? [] : [meter(share), el("span", { class: "faint" }, formatShare(share))]),
    ),
    el("td", { class: "size" }, size),
  );
}
