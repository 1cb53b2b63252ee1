/** How severities look: a sign, a word and a colour, of which any one is enough. */
import type { ShownSeverity } from "../src/protocol/shown.ts";
import { el } from "./element.ts";

const signs: { readonly [Severity in ShownSeverity]: readonly [sign: string, word: string] } = {
  critical: ["C", "Critical"],
  high: ["H", "High"],
  medium: ["M", "Medium"],
  low: ["L", "Low"],
  negligible: ["N", "Negligible"],
  unknown: ["?", "Unknown"],
};

/** `Critical`. */
export function severityWord(severity: ShownSeverity): string {
  return signs[severity][1];
}

/** The sign in a box of the severity's colour; the word stands beside it. */
export function severitySign(severity: ShownSeverity): HTMLElement {
  return el("span", { class: `severity ${severity}`, "aria-hidden": "true" }, signs[severity][0]);
}
