/** The files tab: what listing the layers costs, how far it is, and then the files. */
import type { DetailsFiles } from "../src/protocol/files.ts";
import { type Child, el, noticeBox } from "./element.ts";
import { filesBrowser } from "./filesBrowser.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import { requestHead } from "./requestHead.ts";

/** The tab. It tells the host when it is seen for the first time: what was listed before costs nothing. */
export function filesPart(page: Page): Part<DetailsFiles | undefined> {
  const head = el("div", { class: "line", role: "status" });
  const notices = el("div", { class: "notices" });
  const updateHead = region(head);
  const updateNotices = region(notices);
  const browser = filesBrowser(page);
  const element = el("div", { class: "files" }, head, notices, browser.element);
  const seen = new ResizeObserver(() => {
    if (element.clientHeight === 0) return;
    seen.disconnect();
    page.send({ type: "openFiles" });
  });
  seen.observe(element);
  return {
    element,
    show: (files) => {
      const view = files?.kind === "read" ? files.view : undefined;
      updateHead(view === undefined ? (files ?? "") : [view.text, view.rest], () => headOf(files, page));
      updateNotices(view?.notices ?? "", () => view?.notices.map(noticeBox) ?? []);
      // While more is read, what was there stays.
      if (files?.kind !== "reading") browser.show(view);
    },
  };
}

/** Whatever can be done has one key, so that the focus stays. */
const key = "list-files";

function headOf(files: DetailsFiles | undefined, { send }: Page): readonly Child[] {
  return requestHead(files, {
    key,
    start: { text: "List files", appearance: "primary", act: () => send({ type: "listFiles" }) },
    stop: { label: "Stop reading layers", act: () => send({ type: "cancel", what: "files" }) },
    read: ({ text, rest }, startButton) => [
      // The focus comes here when the button that had it is gone.
      el("span", { class: "total", tabindex: "-1", "data-key": rest === undefined ? key : undefined }, text),
      ...(rest === undefined
        ? []
        : [startButton("List the other layers"), el("span", { class: "faint" }, rest)]),
    ],
  });
}
