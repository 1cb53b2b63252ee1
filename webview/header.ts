/** What image this is and what can be done with it. */
import type { DetailsImage } from "../src/protocol/details.ts";
import { digestLine } from "./digest.ts";
import { type Child, el } from "./element.ts";
import type { Page } from "./page.ts";
import { platformPart } from "./platform.ts";
import { type Part, region } from "./region.ts";

/** Aliases shown as chips; the others are counted. */
const mostAliases = 8;

/** The head of the page: name, tags, digest, actions and platform. */
export function headerPart(page: Page): Part<DetailsImage> {
  const title = el("div", { class: "title" });
  const origin = el("div", { class: "line" });
  const updateTitle = region(title);
  const updateOrigin = region(origin);
  const platform = platformPart(page);
  return {
    element: el(
      "header",
      {},
      el("div", { class: "row" }, title, actions(page)),
      el("div", { class: "row" }, origin, platform.element),
    ),
    show: (image) => {
      const { registryAndNamespace, name, tag, aliases, digest, kindText, mediaType } = image;
      updateTitle({ registryAndNamespace, name, tag, aliases }, () => titleLine(image));
      updateOrigin({ digest, kindText, mediaType }, () => originLine(image, page));
      platform.show(image);
    },
  };
}

function titleLine({ registryAndNamespace, name, tag, aliases }: DetailsImage): readonly Child[] {
  const others = aliases.filter((alias) => alias !== tag);
  const more = others.slice(mostAliases);
  const chips = [
    ...(tag === undefined ? [] : [chip(tag, "The tag that was opened", "chip opened")]),
    ...others.slice(0, mostAliases).map((alias) => chip(alias, "Another tag of the same digest")),
    ...(more.length === 0 ? [] : [chip(`+${more.length}`, `Also tagged ${more.join(", ")}`)]),
  ];
  return [
    el("h1", {}, el("span", { class: "faint" }, registryAndNamespace), el("wbr", {}), name),
    chips.length === 0
      ? undefined
      : el("span", { class: "chips", role: "list", "aria-label": "Tags of this digest" }, ...chips),
  ];
}

function chip(text: string, title: string, style = "chip"): HTMLElement {
  return el("span", { class: style, role: "listitem", title }, text);
}

function originLine({ digest, kindText, mediaType }: DetailsImage, { send }: Page): readonly Child[] {
  return [
    digestLine(digest, "digest", "copy-digest", () => send({ type: "copy", what: "digest" })),
    el("span", { class: "faint", title: mediaType }, kindText),
  ];
}

function actions({ send }: Page): HTMLElement {
  const button = (text: string, appearance: string, act: () => void) => {
    const element = el("vscode-button", { appearance }, text);
    element.addEventListener("click", act);
    return element;
  };
  return el(
    "div",
    { class: "actions" },
    button("Copy pinned reference", "primary", () => send({ type: "copy", what: "pinned" })),
    button("Copy pull command", "secondary", () => send({ type: "copy", what: "pull" })),
    button("Open manifest", "secondary", () => send({ type: "openManifest" })),
  );
}
