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
  const restoreScroll = scrolling(page);
  return {
    element,
    show: (state) => {
      if (isMessage(state)) return update(state, () => message(state, () => page.send({ type: "retry" })));
      if (state.kind !== kind) return;
      const shown = content(state as Exclude<Shown, Message>);
      update(kind, () => {
        restoreScroll();
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

/**
 * Remembers how far the page is scrolled; what it gives scrolls there once there is so much to scroll: what a tab asks for
 * comes later. When the person does something, they are where they want to be.
 */
function scrolling({ view, keep }: Pick<Page<never, Scroll>, "view" | "keep">): () => void {
  let wanted: number | undefined;
  const settle = () => {
    if (wanted === undefined) return;
    window.scrollTo({ top: wanted, behavior: "instant" });
    if (Math.abs(window.scrollY - wanted) < 1) wanted = undefined;
  };
  const leave = () => {
    wanted = undefined;
  };
  for (const event of ["wheel", "keydown", "pointerdown"] as const)
    window.addEventListener(event, leave, { passive: true });
  window.addEventListener("scrollend", () => {
    if (wanted === undefined) keep({ scroll: window.scrollY });
  });
  new ResizeObserver(settle).observe(document.body);
  return () => {
    wanted = view().scroll;
    requestAnimationFrame(settle);
  };
}
