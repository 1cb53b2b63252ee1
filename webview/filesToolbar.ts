/** Which files are looked at: layers, a part of a path, changes alone. */
import type { FilesMessage, FilesScope, FilesView, FilesWish } from "../src/protocol/files.ts";
import { filterField, pressButton } from "./controls.ts";
import { dropdown } from "./dropdown.ts";
import { type Child, el } from "./element.ts";
import { scopes } from "./filesWish.ts";
import { region } from "./region.ts";

const scopeWords: { readonly [Scope in FilesScope]: string } = {
  all: "All layers",
  upTo: "Up to layer",
  only: "Only layer",
};

/** Milliseconds that the host is not asked while the person types. */
const pause = 150;

/** The controls. `change` is told what the person chose. */
export function filesToolbar(change: (change: Partial<FilesWish>) => void) {
  const lists = el("div", { class: "line" });
  const updateLists = region(lists);
  const field = filterField({
    label: "Filter by part of a path",
    key: "filter-path",
    pause,
    take: (text) => change({ text }),
  });
  const count = el("span", { class: "faint", role: "status" });
  return {
    element: el("div", { class: "line files-toolbar" }, lists, field.element, count),
    show: ({ view, wish }: { readonly view: FilesView; readonly wish: FilesWish }): void => {
      field.show(wish.text);
      updateLists([view.layers, wish.scope, wish.layer, wish.isChanged], () => listsOf(view, wish, change));
    },
    /** Says how many were found. */
    tell: ({ total, matches }: FilesMessage, { text }: FilesWish): void => {
      const found = matches === undefined ? "" : `${matches.toLocaleString("en")} found`;
      const none = text === "" ? "Nothing here." : "No path has this in it.";
      const words = total === 0 ? none : found;
      if (count.textContent !== words) count.textContent = words;
    },
  };
}

function listsOf(
  { layers }: FilesView,
  { scope, layer, isChanged }: FilesWish,
  change: (change: Partial<FilesWish>) => void,
): readonly Child[] {
  const ofLayers = dropdown(
    "Which layers",
    "files-scope",
    scopes.map((one) => [one, scopeWords[one]]),
    scope,
    (value) => {
      const chosen = scopes.find((one) => one === value);
      if (chosen !== undefined) change({ scope: chosen, layer });
    },
  );
  if (scope === "all") return [ofLayers];
  const ofNumbers = dropdown(
    "Layer",
    "files-layer",
    layers.map(({ number, name }) => [String(number), name]),
    String(layer),
    (value) => change({ layer: Number(value) }),
  );
  const changed = pressButton(
    "files-changed",
    isChanged,
    () => change({ isChanged: !isChanged }),
    "Only changed",
  );
  return [ofLayers, ofNumbers, changed];
}
