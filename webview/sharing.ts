/** What the tags of the repository have in common, read on request. */
import type { DetailsOther, DetailsSharing, SharingPull, SharingView } from "../src/protocol/sharing.ts";
import { type Child, el, linkButton, noticeBox } from "./element.ts";
import { meter } from "./meter.ts";
import { otherImagePart } from "./otherImage.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import { sharingPicture } from "./sharingPicture.ts";
import type { Dropdown } from "./toolkit.ts";
import { underWay } from "./underWay.ts";

/** What the tab shows: the tags of the repository, and an image that the person picked. */
export type ShownSharing = {
  readonly sharing: DetailsSharing | undefined;
  readonly other: DetailsOther | undefined;
};

/** The tab: what to do, what it adds up to, what a pull moves, and who has which layer. */
export function sharingPart(page: Page): Part<ShownSharing> {
  const head = el("div", { class: "line", role: "status" });
  const totals = el("div", { class: "totals" });
  const picture = el("div", {});
  const unread = el("div", {});
  const updateHead = region(head);
  const updateTotals = region(totals);
  const updatePicture = region(picture);
  const updateUnread = region(unread);
  const pull = pullPart(page);
  const another = otherImagePart(page);
  return {
    element: el("div", { class: "sharing" }, another.element, head, totals, pull.element, picture, unread),
    show: ({ sharing, other }) => {
      another.show(other);
      const view = sharing?.kind === "read" ? sharing.view : undefined;
      updateHead(view === undefined ? (sharing ?? "") : view.asOf, () => headOf(sharing, page));
      updateTotals(view === undefined ? "" : [view.text, view.alone, view.notes], () => totalsOf(view));
      pull.show(view?.pull);
      updatePicture(view === undefined ? "" : [view.columns, view.rows], () =>
        view === undefined || view.rows.length === 0 ? [] : sharingPicture(view),
      );
      updateUnread(view?.unread ?? "", () => unreadOf(view));
    },
  };
}

/** Whatever can be done has one key, so that the focus stays. */
const key = "tags";

function headOf(sharing: DetailsSharing | undefined, { send }: Page): readonly Child[] {
  const look = (text: string, appearance: string) => {
    const button = el("vscode-button", { appearance, "data-key": key }, text);
    button.addEventListener("click", () => send({ type: "lookAtTags" }));
    return button;
  };
  switch (sharing?.kind) {
    case undefined:
      return [];
    case "unread":
      return [
        look("Look at the tags of this repository", "primary"),
        el("span", { class: "faint" }, sharing.text),
      ];
    case "reading":
      return underWay(sharing.text, key, "Stop reading tags", () => send({ type: "cancel", what: "tags" }));
    case "failed":
      return [
        el("div", { class: "problem" }, noticeBox(`${sharing.problem} ${sharing.next}`)),
        look("Retry", "secondary"),
      ];
    case "read": {
      const { age, exact } = sharing.view.asOf;
      return [
        el("span", { class: "faint", title: exact }, `as of ${age}`),
        linkButton("Look again", {}, key, () => send({ type: "lookAtTags" })),
      ];
    }
  }
}

function totalsOf(view: SharingView | undefined): readonly Child[] {
  if (view === undefined) return [];
  return [
    el("p", { class: "total" }, view.text),
    el("p", {}, view.alone),
    ...view.notes.map((note) => el("p", { class: "faint" }, note)),
  ];
}

/** The question and its answer; the dropdown stays while the answer changes. */
function pullPart({ send }: Page): Part<SharingPull | undefined> {
  const question = el("div", { class: "line" });
  const answer = el("div", { class: "line", role: "status" });
  const element = el("section", { class: "pull", "aria-label": "What would a pull move?" }, question, answer);
  const updateQuestion = region(question);
  const updateAnswer = region(answer);
  let dropdown: Dropdown | undefined;
  return {
    element,
    show: (pull) => {
      element.toggleAttribute("hidden", pull === undefined);
      updateQuestion(pull?.choices ?? "", () => {
        if (pull === undefined) return [];
        dropdown = heldChooser(pull, (column) => send({ type: "chooseHeld", column }));
        return [el("span", { id: "held-label" }, "If you have"), dropdown];
      });
      if (dropdown !== undefined && pull !== undefined) dropdown.value = String(pull.chosen);
      updateAnswer(pull === undefined ? "" : [pull.text, pull.share], () => answerOf(pull));
    },
  };
}

function heldChooser({ choices, chosen }: SharingPull, choose: (column: number) => void): Dropdown {
  const dropdown = el(
    "vscode-dropdown",
    { "aria-labelledby": "held-label", "data-key": "held" },
    ...choices.map(({ column, name }) =>
      el(
        "vscode-option",
        { value: String(column), selected: column === chosen ? "" : undefined, title: name },
        name,
      ),
    ),
  );
  dropdown.addEventListener("change", () => choose(Number(dropdown.value)));
  return dropdown;
}

function answerOf(pull: SharingPull | undefined): readonly Child[] {
  if (pull === undefined) return [];
  return [el("span", {}, "a pull of this image moves"), meter(pull.share), el("span", {}, `${pull.text}.`)];
}

function unreadOf(view: SharingView | undefined): readonly Child[] {
  if (view === undefined || view.unread.length === 0) return [];
  return [
    el("h2", {}, "Tags that were not read"),
    el(
      "dl",
      { class: "pairs" },
      ...view.unread.flatMap(({ key, value }) => [el("dt", { class: "mono" }, key), el("dd", {}, value)]),
    ),
  ];
}
