/** The page while there is nothing else to show, and where on it the person was. */
import type { CompareState } from "../src/protocol/compare.ts";
import type { DetailsState } from "../src/protocol/details.ts";
import { type Child, el } from "./element.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import type { Scroll } from "./view.ts";

type State = DetailsState | CompareState;
type Message = Extract<State, { readonly kind: "loading" | "failed" }>;

/**
 * The page's one element, and what shows a state in it: a message or, when it is of `kind`, what `content` shows it in.
 * Others are ignored: states come as messages.
 */
export function pagePart<Shown extends State>(
  page: Page<{ readonly type: "retry" }, Scroll>,
  kind: Exclude<Shown, Message>["kind"],
  content: (state: Exclude<Shown, Message>) => HTMLElement,
): Part<Shown> {
  const element = el("main", { class: "details" });
  const update = region(element);
  keepScroll(page);
  return {
    element,
    show: (state) => {
      if (isMessage(state)) return update(state, () => message(state, () => page.send({ type: "retry" })));
      if (state.kind !== kind) return;
      const shown = content(state as Exclude<Shown, Message>);
      update(kind, () => {
        restoreScroll(page);
        return [shown];
      });
    },
  };
}

function isMessage(state: State): state is Message {
  return state.kind === "loading" || state.kind === "failed";
}

function message(state: Message, retry: () => void): readonly Child[] {
  return state.kind === "loading" ? [loading(state.title)] : failed(state, retry);
}

/** The registry is being asked. */
function loading(title: string): HTMLElement {
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
function failed(
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
function keepScroll({ keep }: { readonly keep: Page<never, Scroll>["keep"] }): void {
  window.addEventListener("scrollend", () => keep({ scroll: window.scrollY }));
}

/** Scrolls to where the person was, once there is a layout to scroll. */
function restoreScroll({ view }: { readonly view: () => Scroll }): void {
  const { scroll } = view();
  requestAnimationFrame(() => window.scrollTo({ top: scroll, behavior: "instant" }));
}
