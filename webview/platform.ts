/** Which of the image's platforms is shown, and from when and where all of this is. */

import type { DetailsImage, DetailsPlatform } from "../src/protocol.ts";
import { digestLine } from "./digest.ts";
import { type Child, el } from "./element.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import type { Dropdown } from "./toolkit.ts";

/** The platforms to choose from, the manifest's own digest, and the source. */
export function platformPart(page: Page): Part<DetailsImage> {
  const choice = el("div", { class: "line" });
  const digest = el("div", { class: "line" });
  const source = el("div", { class: "line faint" });
  const busy = el("div", { class: "busy", role: "status" });
  const updateChoice = region(choice);
  const updateDigest = region(digest);
  const updateSource = region(source);
  const updateBusy = region(busy);
  let dropdown: Dropdown | undefined;
  return {
    element: el("div", { class: "line platform" }, busy, choice, digest, source),
    show: (image) => {
      const { platforms, manifestDigest, asOf, host } = image;
      updateChoice(
        platforms.map(({ digest, label }) => [digest, label]),
        () => {
          dropdown = platforms.length > 1 ? chooser(platforms, page) : undefined;
          return dropdown === undefined ? [] : choiceLine(dropdown);
        },
      );
      // While another platform is read the dropdown shows the one chosen, then the one that the host has.
      if (dropdown !== undefined && !image.busy) dropdown.value = manifestDigest;
      updateDigest([image.digest, manifestDigest], () => manifestLine(image, page));
      updateSource([asOf, host], () => [sourceText(image)]);
      updateBusy(image.busy, () => (image.busy ? busyLine() : []));
    },
  };
}

function choiceLine(dropdown: Dropdown): readonly Child[] {
  return [el("span", { class: "faint", id: "platform-label" }, "Platform"), dropdown];
}

function chooser(platforms: readonly DetailsPlatform[], { send }: Page): Dropdown {
  const dropdown = el(
    "vscode-dropdown",
    { "aria-labelledby": "platform-label", "data-key": "platform" },
    ...platforms.map(({ digest, label, selected }) =>
      el("vscode-option", { value: digest, selected: selected ? "" : undefined }, label),
    ),
  );
  const longest = Math.max(...platforms.map(({ label }) => label.length));
  dropdown.style.setProperty("inline-size", `${longest + 6}ch`);
  dropdown.addEventListener("change", () => {
    send({ type: "choosePlatform", digest: dropdown.value });
  });
  return dropdown;
}

function manifestLine({ digest, manifestDigest }: DetailsImage, { send }: Page): readonly Child[] {
  if (manifestDigest === digest) return [];
  const copy = () => send({ type: "copy", what: "manifestDigest" });
  return [digestLine(manifestDigest, "platform's digest", "copy-manifest", copy)];
}

function sourceText({ asOf, host }: DetailsImage): HTMLElement {
  return el("span", { title: asOf.exact }, `as of ${asOf.age}, from ${host}`);
}

function busyLine(): readonly Child[] {
  return [el("vscode-progress-ring", { "aria-hidden": "true" }), el("span", { class: "faint" }, "Reading")];
}
