import { type Child, el, linkButton } from "./element.ts";
import { meter } from "./meter.ts";

/**
 * What goes on now, how much of it is done if that is known, and the button that stops it; `label` says to a screen reader
 * what is stopped. `key`: see region.ts.
 */
export function underWay(
  text: string,
  key: string,
  label: string,
  stop: () => void,
  share?: number,
): readonly Child[] {
  return [
    share === undefined ? el("vscode-progress-ring", { "aria-hidden": "true" }) : meter(share),
    el("span", {}, text),
    linkButton("Cancel", { "aria-label": label }, key, stop),
  ];
}
