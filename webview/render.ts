/** The whole page for a state: loading, failed, or the image. */
import type { DetailsImage, DetailsState } from "../src/protocol/details.ts";
import { el, noticeBox } from "./element.ts";
import { factsPart } from "./facts.ts";
import { headerPart } from "./header.ts";
import { pagePart } from "./message.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import { tabsPart } from "./tabs.ts";

/** The page's one element, and what shows a state in it. */
export function createDetails(page: Page): Part<DetailsState> {
  const image = imagePart(page);
  return pagePart<DetailsState>(page, "image", (state) => {
    image.show(state.image);
    return image.element;
  });
}

function imagePart(page: Page): Part<DetailsImage> {
  const header = headerPart(page);
  const facts = factsPart((link) => page.send({ type: "openLink", link }));
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
