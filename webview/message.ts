/** The page while there is nothing else to show, and where on it the person was. */
import { type Child, el } from "./element.ts";
import type { Page } from "./page.ts";
import type { Scroll } from "./view.ts";

/** The registry is being asked. */
export function loading(title: string): HTMLElement {
  const ring = el("vscode-progress-ring", { "aria-label": "Loading" });
  return el(
    "div",
    { class: "message", role: "status" },
    ring,
    el("h1", {}, title),
    el("p", {}, "Asking the registry"),
  );
}

/** What went wrong, what to do, and a button to try again. */
export function failed(
  { title, problem, next }: { readonly title: string; readonly problem: string; readonly next: string },
  retry: () => void,
): readonly Child[] {
  return [
    el(
      "div",
      { class: "message failed", role: "alert" },
      el("h1", {}, title),
      el("p", { class: "problem" }, problem),
      next === "" ? undefined : el("p", {}, next),
      retryButton("primary", retry),
    ),
  ];
}

/** A button that asks the registry again. */
export function retryButton(appearance: "primary" | "secondary", retry: () => void): HTMLElement {
  const button = el("vscode-button", { appearance, "data-key": "retry" }, "Retry");
  button.addEventListener("click", retry);
  return button;
}

/** Remembers how far the page is scrolled. */
export function keepScroll({ keep }: { readonly keep: Page<never, Scroll>["keep"] }): void {
  window.addEventListener("scrollend", () => keep({ scroll: window.scrollY }));
}

/** Scrolls to where the person was, once there is a layout to scroll. */
export function restoreScroll({ view }: { readonly view: () => Scroll }): void {
  const { scroll } = view();
  requestAnimationFrame(() => window.scrollTo({ top: scroll, behavior: "instant" }));
}
