/**
 * Places of the page that are built anew only when what they show has changed. The focus inside survives: what
 * can have it carries a `data-key` that is the same before and after.
 */
import type { Child } from "./element.ts";

/** A part of the page: its element, which stays, and what puts a value into it. */
export type Part<Value> = { readonly element: HTMLElement; readonly show: (value: Value) => void };

/** Returns what fills `place`: it calls `build` if `shown`, a plain value, differs from the last time. */
export function region(place: HTMLElement): (shown: unknown, build: () => readonly Child[]) => void {
  let last: string | undefined;
  return (shown, build) => {
    const next = JSON.stringify(shown);
    if (next === last) return;
    last = next;
    const key = focusedKey(place);
    place.replaceChildren(...build().filter((child) => child !== undefined));
    if (key !== undefined) focusKey(place, key);
  };
}

function focusedKey(place: HTMLElement): string | undefined {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && place.contains(focused) ? focused.dataset["key"] : undefined;
}

function focusKey(place: HTMLElement, key: string): void {
  place.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
