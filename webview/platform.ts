/** Which of the image's platforms is shown, and from when and where all of this is. */

import type { DetailsImage } from "../src/protocol/details.ts";
import { busyLine, labelled, platformChooser } from "./chooser.ts";
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
  const choose = (digest: string) => page.send({ type: "choosePlatform", digest });
  let dropdown: Dropdown | undefined;
  return {
    element: el("div", { class: "line platform" }, busy, choice, digest, source),
    show: (image) => {
      const { platforms, manifestDigest, asOf, host } = image;
      updateChoice(
        platforms.map(({ digest, label }) => [digest, label]),
        () => {
          dropdown = platforms.length > 1 ? platformChooser(platforms, choose) : undefined;
          return dropdown === undefined ? [] : labelled(dropdown);
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

function manifestLine({ digest, manifestDigest }: DetailsImage, { send }: Page): readonly Child[] {
  if (manifestDigest === digest) return [];
  const copy = () => send({ type: "copy", what: "manifestDigest" });
  return [digestLine(manifestDigest, "platform's digest", "copy-manifest", copy)];
}

function sourceText({ asOf, host }: DetailsImage): HTMLElement {
  return el("span", { title: asOf.exact }, `as of ${asOf.age}, from ${host}`);
}
