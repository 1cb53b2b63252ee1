/** What the image has in common with one that the person picks. */
import type { DetailsOther, OtherLayer, OtherMove, OtherView } from "../src/protocol/sharing.ts";
import { shortDigest } from "./digest.ts";
import { type Child, el, linkButton, noticeBox } from "./element.ts";
import { meter } from "./meter.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import { underWay } from "./underWay.ts";

/** The part: what to do, what they have in common, and what a pull or a push would move. */
export function otherImagePart(page: Page): Part<DetailsOther | undefined> {
  const head = el("div", { class: "line", role: "status" });
  const answers = el("div", { class: "totals" });
  const layers = el("div", {});
  const updateHead = region(head);
  const updateAnswers = region(answers);
  const updateLayers = region(layers);
  const element = el(
    "section",
    { class: "other-image", "aria-label": "With another image" },
    el("h2", {}, "With another image"),
    head,
    answers,
    layers,
  );
  return {
    element,
    show: (other) => {
      element.toggleAttribute("hidden", other === undefined);
      const view = other?.kind === "read" ? other.view : undefined;
      updateHead(view === undefined ? (other ?? "") : [view.name, view.digest], () => headOf(other, page));
      updateAnswers(view === undefined ? "" : [view.text, view.pull, view.push, view.notes], () =>
        answersOf(view),
      );
      updateLayers(view?.rows ?? "", () =>
        view === undefined || view.rows.length === 0 ? [] : [table(view)],
      );
    },
  };
}

/** Whatever can be done has one key, so that the focus stays. */
const key = "other-image";

function headOf(other: DetailsOther | undefined, { send }: Page): readonly Child[] {
  const button = (text: string, type: "pickOther" | "readOther") => {
    const made = el("vscode-button", { appearance: "secondary", "data-key": key }, text);
    made.addEventListener("click", () => send({ type }));
    return made;
  };
  const another = (text: string, ownKey: string) =>
    linkButton(text, {}, ownKey, () => send({ type: "pickOther" }));
  switch (other?.kind) {
    case undefined:
      return [];
    case "none":
      return [button("Compare with another image…", "pickOther"), el("span", { class: "faint" }, other.text)];
    case "reading":
      return underWay(other.text, key, "Stop reading the other image", () =>
        send({ type: "cancel", what: "other" }),
      );
    case "failed":
      return [
        el("span", { class: "mono" }, other.name),
        el("div", { class: "problem" }, noticeBox(`${other.problem} ${other.next}`)),
        button("Retry", "readOther"),
        another("Another image…", `${key} next`),
      ];
    case "read":
      return [
        el("span", { class: "mono" }, other.view.name),
        el("span", { class: "faint mono", title: other.view.digest }, shortDigest(other.view.digest)),
        linkButton("Read again", {}, key, () => send({ type: "readOther" })),
        another("Another image…", `${key} next`),
      ];
  }
}

function answersOf(view: OtherView | undefined): readonly Child[] {
  if (view === undefined) return [];
  const { name, pull, push, text, notes } = view;
  return [
    el("p", { class: "total" }, text),
    moveLine(`If you have ${name}, a pull of this image moves`, pull),
    "problem" in push
      ? noticeBox(`What a push to ${push.name} would move is not known. ${push.problem}`)
      : moveLine(`A push of this image to ${push.name} moves`, push),
    ...notes.map((note) => el("p", { class: "faint" }, note)),
  ];
}

function moveLine(question: string, { text, share }: OtherMove): HTMLElement {
  return el("div", { class: "pull" }, el("span", {}, question), meter(share), el("span", {}, `${text}.`));
}

const signs: { readonly [Mark in OtherLayer["mark"]]: string } = { shared: "●", there: "○", none: "·" };

function table({ rows }: OtherView): HTMLElement {
  const column = (text: string, style = "") => el("th", { scope: "col", class: style }, text);
  return el(
    "table",
    { class: "other-layers", "aria-label": "Layers of this image and whether the other has them" },
    el(
      "thead",
      {},
      el("tr", {}, column("Layer", "number"), column("Size", "size"), column("Digest"), column("There")),
    ),
    el("tbody", {}, ...rows.map(row)),
  );
}

function row({ number, digest, size, mark, text }: OtherLayer): HTMLElement {
  return el(
    "tr",
    { class: mark },
    el("td", { class: "number" }, String(number)),
    el("td", { class: "size" }, size),
    el("td", { class: "mono", title: digest }, shortDigest(digest)),
    el("td", {}, el("span", { "aria-hidden": "true" }, `${signs[mark]} `), text === "" ? "moves" : text),
  );
}
