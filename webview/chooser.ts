/** The list of an image's platforms. */
import type { DetailsPlatform } from "../src/protocol/shown.ts";
import { type Child, el } from "./element.ts";
import type { Dropdown } from "./toolkit.ts";

/** A dropdown of platforms that tells the digest of the one that was chosen. */
export function platformChooser(
  platforms: readonly DetailsPlatform[],
  choose: (digest: string) => void,
): Dropdown {
  const dropdown = el(
    "vscode-dropdown",
    { "aria-labelledby": "platform-label", "data-key": "platform" },
    ...platforms.map(({ digest, label, selected }) =>
      el("vscode-option", { value: digest, selected: selected ? "" : undefined }, label),
    ),
  );
  const longest = Math.max(...platforms.map(({ label }) => label.length));
  dropdown.style.setProperty("inline-size", `${longest + 6}ch`);
  dropdown.addEventListener("change", () => choose(dropdown.value));
  return dropdown;
}

/** The dropdown with its label before it. */
export function labelled(dropdown: Dropdown): readonly Child[] {
  return [el("span", { class: "faint", id: "platform-label" }, "Platform"), dropdown];
}

/** Says that something is being read. */
export function busyLine(): readonly Child[] {
  return [el("vscode-progress-ring", { "aria-hidden": "true" }), el("span", { class: "faint" }, "Reading")];
}
