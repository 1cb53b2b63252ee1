/** One thing that is attached: what it is, where it is, what it says. */
import type { AttachedGroup, AttachedItem, AttachedRole } from "../src/protocol/attached.ts";
import { digestLine } from "./digest.ts";
import { type Child, el, linkButton, noticeBox } from "./element.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import { pairsPart } from "./sections.ts";

/** Beside the words, for the eye. */
const signs: { readonly [Role in AttachedRole]: string } = {
  signature: "✎",
  sbom: "☰",
  provenance: "⌂",
  report: "⚑",
  attestation: "❝",
  other: "▪",
};

/** A section that stays while the thing is shown; `packages` shows what an SBOM lists. */
export function attachedItem(page: Page, packages: Part<AttachedItem>): Part<AttachedItem> {
  const head = el("div", { class: "item-head" });
  const facts = pairsPart(page);
  const more = morePart(page);
  const updateHead = region(head);
  const element = el(
    "section",
    { class: "item", role: "listitem" },
    head,
    facts.element,
    more.element,
    packages.element,
  );
  return {
    element,
    show: (item) => {
      element.setAttribute("aria-label", item.label);
      const { facts: _, more: groups, packages: __, ...rest } = item;
      updateHead(rest, () => headOf(item, page));
      facts.show(item.facts);
      more.show(groups);
      packages.show(item);
    },
  };
}

function headOf(item: AttachedItem, { send }: Page): readonly Child[] {
  const { digest, role, label, subject, size, created, mediaType, warning } = item;
  return [
    el(
      "div",
      { class: "line" },
      el(
        "h2",
        { title: mediaType },
        el("span", { class: "sign", "aria-hidden": "true" }, signs[role]),
        label,
      ),
      role === "signature" ? el("span", { class: "chip unverified" }, "⚠ not verified") : undefined,
      el("span", { class: "faint" }, `attached to ${subject}`),
      el("span", { class: "faint" }, size),
      created === undefined ? undefined : el("span", { class: "faint", title: created.exact }, created.age),
      digestLine(digest, `digest of ${label}`, "copy-attached", () => send({ type: "copyAttached", digest })),
      linkButton("open document", { "aria-label": `Open ${label}` }, "open-attached", () =>
        send({ type: "openAttached", digest }),
      ),
    ),
    warning === undefined ? undefined : noticeBox(warning),
  ];
}

/** Groups that are opened one by one. */
function morePart(page: Page): Part<readonly AttachedGroup[]> {
  const element = el("div", { class: "more" });
  const update = region(element);
  const open = new Set<string>();
  let shown: readonly AttachedGroup[] = [];
  const show = (groups: readonly AttachedGroup[]) => {
    shown = groups;
    update([groups, [...open]], () => groups.flatMap(content));
  };
  const content = ({ title, pairs }: AttachedGroup): readonly Child[] => {
    const isOpen = open.has(title);
    const button = linkButton(
      `${isOpen ? "▾" : "▸"} ${title}`,
      { "aria-expanded": String(isOpen), "aria-label": title },
      `more ${title}`,
      () => {
        if (!open.delete(title)) open.add(title);
        show(shown);
      },
    );
    if (!isOpen) return [button];
    const list = pairsPart(page);
    list.show(pairs);
    return [button, list.element];
  };
  return { element, show };
}
