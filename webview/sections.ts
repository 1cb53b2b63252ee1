/** Names and values in two columns: configuration, labels, attachments. */
import type { DetailsSection } from "../src/protocol/details.ts";
import type { DetailsPair } from "../src/protocol/shown.ts";
import { type Child, el, linkButton } from "./element.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";

/** Sections of values, one value a line. */
export function sectionsPart(): Part<readonly DetailsSection[]> {
  return listPart((section) => [section.title, section.values.map((value) => line(value, section.mono))]);
}

/** Keys with a value each; values that may be opened are links. */
export function pairsPart({ send }: Page): Part<readonly DetailsPair[]> {
  return listPart(({ key, value, link }) => [
    key,
    [
      link === undefined
        ? line(value, true)
        : linkButton(
            value,
            { class: "link mono", role: "link", title: "Open in the browser" },
            `link ${link}`,
            () => send({ type: "openLink", link }),
          ),
    ],
  ]);
}

function listPart<Item>(read: (item: Item) => readonly [string, readonly Child[]]): Part<readonly Item[]> {
  const element = el("dl", { class: "pairs" });
  const update = region(element);
  const build = (item: Item) => {
    const [name, values] = read(item);
    return [el("dt", {}, name), el("dd", {}, ...values)];
  };
  return { element, show: (items) => update(items, () => items.flatMap(build)) };
}

function line(value: string, mono: boolean): HTMLElement {
  return el("div", { class: mono ? "mono" : "plain" }, value);
}
