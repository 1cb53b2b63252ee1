/**
 * Layers, findings, files, configuration, labels, attachments, sharing, Dockerfile: each with a tab if it has anything to
 * show.
 */
import type { DetailsImage, DetailsLayers } from "../src/protocol/details.ts";
import { attachedPart, countAttached } from "./attached.ts";
import { contentsPart } from "./contents.ts";
import { dockerfilePart } from "./dockerfile.ts";
import { el } from "./element.ts";
import { filesPart } from "./files.ts";
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
  readonly opened: (image: DetailsImage) => void;
};

/** The tabs and their panels. The one that was open stays open as long as it has content. */
export function tabsPart(page: Page): Part<DetailsImage> {
  const tabs = createTabs(page);
  const panels = el("vscode-panels", {}, ...tabs.flatMap(({ elements }) => elements));
  // The toolkit's moving line under the tabs stays behind when nothing moves; style.css draws a fixed one.
  panels.activeindicator = false;
  let shown: DetailsImage | undefined;
  let last = "";
  /** Tells a tab when it is opened, and when it is open and the image is another one. */
  const open = () => {
    const tab = tabs.find(({ name }) => name === panels.activeid);
    const next = `${tab?.name} ${shown?.manifestDigest}`;
    if (tab === undefined || shown === undefined || next === last) return;
    last = next;
    tab.opened(shown);
  };
  panels.addEventListener("change", () => {
    const name = tabNames.find((tab) => tab === panels.activeid);
    if (name !== undefined) page.keep({ tab: name });
    open();
  });
  return {
    element: panels,
    show: (image) => {
      if (image.wished !== undefined && image.wished.at !== page.view().wished)
        page.keep({ tab: image.wished.tab, wished: image.wished.at });
      const filled = tabs.filter(({ show }) => show(image));
      const tab = filled.find(({ name }) => name === page.view().tab) ?? filled[0];
      if (tab !== undefined) panels.activeid = tab.name;
      panels.toggleAttribute("hidden", tab === undefined);
      panels.setAttribute("aria-busy", String(image.busy));
      shown = image;
      open();
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
      of: ({ findings, installed }) => ({ findings, installed }),
      size: ({ findings }) => presence(findings),
      badge: ({ findings }) => findings?.report?.counts.reduce((sum, { count }) => sum + count, 0),
    }),
    createTab({
      name: "contents",
      title: "Contents",
      part: contentsPart(page),
      of: ({ contents }) => contents,
      size: presence,
    }),
    createTab({
      name: "files",
      title: "Files",
      part: filesPart(page),
      of: ({ files }) => files,
      size: presence,
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
      part: attachedPart(page),
      of: ({ attached }) => attached,
      size: presence,
      badge: countAttached,
      opened: ({ kind }) => {
        if (kind === "unread") page.send({ type: "lookAtAttached" });
      },
    }),
    createTab({
      name: "sharing",
      title: "Sharing",
      part: sharingPart(page),
      of: ({ sharing, other }) => ({ sharing, other }),
      size: ({ sharing }) => presence(sharing),
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
  /** Asks for what is not read before the tab is open. */
  readonly opened?: (value: Value) => void;
};

function createTab<Value>({ name, title, part, of, size, badge, opened }: TabContent<Value>): Tab {
  const number = badge && el("span", { class: "badge" });
  const tab = el("vscode-panel-tab", { id: name }, `${title} `, number);
  const view = el("vscode-panel-view", { id: `${name}-view` }, part.element);
  return {
    name,
    elements: [tab, view],
    opened: (image) => opened?.(of(image)),
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
