/** The whole page for a state: loading, failed, or the image. */
import type { DetailsImage, DetailsState } from "../src/protocol.ts";
import { type Child, el, noticeBox } from "./element.ts";
import { factsPart } from "./facts.ts";
import { headerPart } from "./header.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import { tabsPart } from "./tabs.ts";

/** The page's one element, and what shows a state in it. */
export function createDetails(page: Page): Part<DetailsState> {
  const element = el("main", { class: "details" });
  const update = region(element);
  const image = imagePart(page);
  window.addEventListener("scrollend", () => page.keep({ scroll: window.scrollY }));
  return {
    element,
    show: (state) => {
      switch (state.kind) {
        case "loading":
          return update(state, () => [loading(state.title)]);
        case "failed":
          return update(state, () => failed(state, page));
        case "image":
          image.show(state.image);
          return update("image", () => {
            restoreScroll(page);
            return [image.element];
          });
      }
    },
  };
}

function imagePart(page: Page): Part<DetailsImage> {
  const header = headerPart(page);
  const facts = factsPart();
  const notice = el("div", {});
  const update = region(notice);
  const tabs = tabsPart(page);
  return {
    element: el("div", { class: "image" }, header.element, facts.element, notice, tabs.element),
    show: (image) => {
      header.show(image);
      facts.show(image.facts);
      update(image.notice ?? "", () => [image.notice && noticeBox(image.notice)]);
      tabs.show(image);
    },
  };
}

/** Scrolls to where the person was, once there is a layout to scroll. */
function restoreScroll(page: Page): void {
  const { scroll } = page.view();
  requestAnimationFrame(() => window.scrollTo({ top: scroll, behavior: "instant" }));
}

function loading(title: string): HTMLElement {
  const ring = el("vscode-progress-ring", { "aria-label": "Loading" });
  return el(
    "div",
    { class: "message", role: "status" },
    ring,
    el("h1", {}, title),
    el("p", {}, "Asking the registry"),
  );
}

function failed(state: DetailsState & { kind: "failed" }, { send }: Page): readonly Child[] {
  const retry = el("vscode-button", { appearance: "primary", "data-key": "retry" }, "Retry");
  retry.addEventListener("click", () => send({ type: "retry" }));
  const { title, problem, next } = state;
  return [
    el(
      "div",
      { class: "message failed", role: "alert" },
      el("h1", {}, title),
      el("p", { class: "problem" }, problem),
      next === "" ? undefined : el("p", {}, next),
      retry,
    ),
  ];
}
