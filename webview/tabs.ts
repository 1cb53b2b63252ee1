/** Layers, findings, configuration, labels, attachments, sharing, Dockerfile: each with a tab if it has anything to show. */
import type { DetailsImage, DetailsLayers } from "../src/protocol/details.ts";
import { dockerfilePart } from "./dockerfile.ts";
import { el } from "./element.ts";
import { findingsPart } from "./findings.ts";
import { layersPart } from "./layers.ts";
import type { Page } from "./page.ts";
import type { Part } from "./region.ts";
import { pairsPart, sectionsPart } from "./sections.ts";
import { sharingPart } from "./sharing.ts";
import { type TabName, tabNames } from "./view.ts";

type Tab = {
  readonly name: TabName;
  readonly elements: readonly HTMLElement[];
  /** Shows the tab's share of an image; false, and hidden, if there is none. */
  readonly show: (image: DetailsImage) => boolean;
};

/** The tabs and their panels. The one that was open stays open as long as it has content. */
export function tabsPart(page: Page): Part<DetailsImage> {
  const tabs = createTabs(page);
  const panels = el("vscode-panels", {}, ...tabs.flatMap(({ elements }) => elements));
  // The toolkit's moving line under the tabs stays behind when nothing moves; style.css draws a fixed one.
  panels.activeindicator = false;
  panels.addEventListener("change", () => {
    const name = tabNames.find((tab) => tab === panels.activeid);
    if (name !== undefined) page.keep({ tab: name });
  });
  return {
    element: panels,
    show: (image) => {
      if (image.wished !== undefined && image.wished.at !== page.view().wished)
        page.keep({ tab: image.wished.tab, wished: image.wished.at });
      const filled = tabs.filter(({ show }) => show(image));
      const open = filled.find(({ name }) => name === page.view().tab) ?? filled[0];
      if (open !== undefined) panels.activeid = open.name;
      panels.toggleAttribute("hidden", open === undefined);
      panels.setAttribute("aria-busy", String(image.busy));
    },
  };
}

function createTabs(page: Page): readonly Tab[] {
  const length = (items: readonly unknown[]) => items.length;
  const presence = (value: unknown) => (value === undefined ? 0 : 1);
  const numbered = ({ rows }: DetailsLayers) => rows.filter(({ number }) => number !== undefined).length;
  return [
    createTab({
      name: "layers",
      title: "Layers",
      part: layersPart(page),
      of: ({ layers }) => layers,
      size: ({ rows }) => rows.length,
      badge: numbered,
    }),
    createTab({
      name: "findings",
      title: "Findings",
      part: findingsPart(page),
      of: ({ findings }) => findings,
      size: presence,
      badge: (findings) => findings?.report?.counts.reduce((sum, { count }) => sum + count, 0),
    }),
    createTab({
      name: "configuration",
      title: "Configuration",
      part: sectionsPart(),
      of: ({ configuration }) => configuration,
      size: length,
    }),
    createTab({
      name: "labels",
      title: "Labels",
      part: pairsPart(page),
      of: ({ labels }) => labels,
      size: length,
      badge: length,
    }),
    createTab({
      name: "attached",
      title: "Attached",
      part: pairsPart(page),
      of: ({ attached }) => attached,
      size: length,
      badge: length,
    }),
    createTab({
      name: "sharing",
      title: "Sharing",
      part: sharingPart(page),
      of: ({ sharing }) => sharing,
      size: presence,
    }),
    createTab({
      name: "dockerfile",
      title: "Dockerfile",
      part: dockerfilePart(page),
      of: ({ dockerfile }) => dockerfile,
      size: presence,
    }),
  ];
}

type TabContent<Value> = {
  readonly name: TabName;
  readonly title: string;
  readonly part: Part<Value>;
  readonly of: (image: DetailsImage) => Value;
  /** 0 hides the tab. */
  readonly size: (value: Value) => number;
  /** The number beside the title. */
  readonly badge?: (value: Value) => number | undefined;
};

function createTab<Value>({ name, title, part, of, size, badge }: TabContent<Value>): Tab {
  const number = badge && el("span", { class: "badge" });
  const tab = el("vscode-panel-tab", { id: name }, `${title} `, number);
  const view = el("vscode-panel-view", { id: `${name}-view` }, part.element);
  return {
    name,
    elements: [tab, view],
    show: (image) => {
      const value = of(image);
      part.show(value);
      const text = badge?.(value)?.toLocaleString("en") ?? "";
      number?.toggleAttribute("hidden", text === "");
      number?.replaceChildren(text);
      tab.setAttribute("aria-label", `${title} ${text}`.trim());
      const filled = size(value) > 0;
      tab.toggleAttribute("hidden", !filled);
      return filled;
    },
  };
}
