import { el } from "./element.ts";
import type { Dropdown } from "./toolkit.ts";

/** A list to choose from; `key` is its `data-key` (region.ts). */
export function dropdown(
  label: string,
  key: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string,
  choose: (value: string) => void,
): Dropdown {
  const list = el(
    "vscode-dropdown",
    { "aria-label": label, "data-key": key },
    ...options.map(([value, text]) =>
      el("vscode-option", { value, selected: value === chosen ? "" : undefined, title: text }, text),
    ),
  );
  list.addEventListener("change", () => choose(list.value));
  return list;
}
