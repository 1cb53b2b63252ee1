/** Which two images are compared, and what can be done about it. */
import type { CompareAction, CompareSide, CompareView } from "../src/protocol/compare.ts";
import { busyLine, labelled, platformChooser } from "./chooser.ts";
import { digestLine } from "./digest.ts";
import { type Child, el, linkButton } from "./element.ts";
import { retryButton } from "./message.ts";
import type { ComparePage } from "./page.ts";
import { type Part, region } from "./region.ts";
import type { Dropdown } from "./toolkit.ts";

/** The head of the page: title, both sides, actions and platform. */
export function compareHeader(page: ComparePage): Part<CompareView> {
  const title = el("div", { class: "heading" });
  const sides = el("div", { class: "sides" });
  const updateTitle = region(title);
  const updateSides = region(sides);
  const actions = actionsPart(page);
  const platform = platformPart(page);
  return {
    element: el("header", {}, title, sides, el("div", { class: "row" }, actions.element, platform.element)),
    show: (view) => {
      const { host, asOf, subtitle, old, now } = view;
      updateTitle([view.title, subtitle, host, asOf], () => [
        el("h1", {}, view.title),
        el(
          "div",
          { class: "line" },
          subtitle === "" ? undefined : el("span", {}, subtitle),
          el("span", { class: "faint", title: asOf.exact }, `as of ${asOf.age}, from ${host}`),
        ),
      ]);
      updateSides([old, now], () => [
        sideBox(old, "old", page),
        el("span", { class: old.digest === now.digest ? "arrow same" : "arrow", "aria-hidden": "true" }),
        sideBox(now, "now", page),
      ]);
      actions.show(view);
      platform.show(view);
    },
  };
}

function sideBox(
  { title, reference, digest, created, contents, problem, next }: CompareSide,
  side: "old" | "now",
  { send }: ComparePage,
): HTMLElement {
  const copy = () => send({ type: "copy", side });
  const details = linkButton("details", { "aria-label": `Details of ${title}` }, `details-${side}`, () =>
    send({ type: "openDetails", side }),
  );
  return el(
    "section",
    { class: problem === undefined ? "side" : "side failed", "aria-label": title },
    el(
      "div",
      { class: "line" },
      el("h2", {}, title),
      digest && digestLine(digest, `digest of ${title}`, `copy-${side}`, copy),
      problem === undefined ? details : undefined,
    ),
    reference === undefined ? undefined : el("div", { class: "mono" }, reference),
    problem === undefined
      ? el(
          "div",
          { class: "faint dotted" },
          created && el("span", { title: created.exact }, `created ${created.age}`),
          contents === undefined ? undefined : el("span", {}, contents),
        )
      : el(
          "div",
          { role: "note" },
          el("p", { class: "problem" }, problem),
          next && el("p", { class: "faint" }, next),
        ),
  );
}

const actionTexts: { readonly [Action in CompareAction]: string } = { update: "Update pin", keep: "Keep" };

function actionsPart({ send }: ComparePage): Part<CompareView> {
  const element = el("div", { class: "actions" });
  const buttons = el("div", { class: "actions" });
  // Announced by screen readers, and the place of the focus when the button that had it is gone.
  const outcome = el("p", { class: "outcome", role: "status", tabindex: "-1" });
  element.append(buttons, outcome);
  const update = region(buttons);
  return {
    element,
    show: ({ actions, now, mayRetry, outcome: text = "" }) => {
      const hadFocus = buttons.contains(document.activeElement);
      update([actions, now.digest, mayRetry], () => [
        ...actions.map((action, at) => {
          const appearance = at === 0 ? "primary" : "secondary";
          const button = el("vscode-button", { appearance, "data-key": action }, actionTexts[action]);
          button.addEventListener("click", () => now.digest && send({ type: action, digest: now.digest }));
          return button;
        }),
        mayRetry
          ? retryButton(actions.length === 0 ? "primary" : "secondary", () => send({ type: "retry" }))
          : undefined,
      ]);
      if (outcome.textContent !== text) outcome.textContent = text;
      if (hadFocus && !buttons.contains(document.activeElement)) outcome.focus({ preventScroll: true });
    },
  };
}

function platformPart({ send }: ComparePage): Part<CompareView> {
  const busy = el("div", { class: "busy", role: "status" });
  const choice = el("div", { class: "line" });
  const notes = el("div", { class: "line faint" });
  const updateBusy = region(busy);
  const updateChoice = region(choice);
  const updateNotes = region(notes);
  let dropdown: Dropdown | undefined;
  return {
    element: el("div", { class: "line platform" }, busy, notes, choice),
    show: (view) => {
      const { platforms, platformNotes } = view;
      updateChoice(
        platforms.map(({ digest, label }) => [digest, label]),
        () => {
          const choose = (digest: string) => send({ type: "choosePlatform", digest });
          dropdown = platforms.length > 1 ? platformChooser(platforms, choose) : undefined;
          return dropdown === undefined ? [] : labelled(dropdown);
        },
      );
      // While another platform is read the dropdown shows the one chosen, then the one that the host has.
      const shown = platforms.find(({ selected }) => selected)?.digest;
      if (dropdown !== undefined && !view.busy && shown !== undefined) dropdown.value = shown;
      updateNotes(platformNotes, (): readonly Child[] => platformNotes.map((note) => el("span", {}, note)));
      updateBusy(view.busy, () => (view.busy ? busyLine() : []));
    },
  };
}
