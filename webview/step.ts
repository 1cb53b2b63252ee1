/** The selected step in full, beside the table. */
import type { DetailsStep } from "../src/protocol/details.ts";
import type { DetailsTime } from "../src/protocol/shown.ts";
import { digestLine } from "./digest.ts";
import { type Child, el, noticeBox } from "./element.ts";
import { meter } from "./meter.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";
import { formatShare } from "./shares.ts";

/** The pane for one step. */
export function stepPane(page: Page): Part<DetailsStep> {
  const element = el("aside", { class: "pane", "aria-label": "Selected step" });
  const update = region(element);
  return { element, show: (step) => update(step, () => content(step, page)) };
}

function content(step: DetailsStep, page: Page): readonly Child[] {
  const { number, instruction, command, remark } = step;
  return [
    number === undefined
      ? el("h2", {}, instruction || "Step", " ", el("span", { class: "faint" }, "adds no layer"))
      : el("h2", {}, `Layer ${number}`),
    remark && noticeBox(remark),
    // Reachable by keyboard: it scrolls when the command is long.
    command &&
      el(
        "pre",
        { class: "command", role: "group", tabindex: "0", "aria-label": "Command", "data-key": "command" },
        breakLines(command),
      ),
    el("dl", {}, ...properties(step, page)),
  ];
}

function properties(step: DetailsStep, { send }: Page): readonly Child[] {
  const { number, size, digest, diffId, mediaType, created, comment, unpacked } = step;
  const copy = (what: "digest" | "diffId") => () => {
    if (number !== undefined) send({ type: "copyLayer", number, what });
  };
  return [
    ...property("Size", number === undefined ? undefined : size),
    ...property("Unpacked", unpacked && unpackedSize(step, unpacked)),
    ...property("Digest", digest && digestLine(digest, "layer digest", "copy-layer", copy("digest"))),
    ...property("Diff ID", diffId && digestLine(diffId, "diff ID", "copy-diff", copy("diffId"))),
    ...property("Type", mediaType && breakable(mediaType)),
    ...property("Created", created && time(created)),
    ...property("Comment", comment),
  ];
}

function property(name: string, value: Child): readonly Child[] {
  return value === undefined || value === "" ? [] : [el("dt", {}, name), el("dd", {}, value)];
}

/** The size once unpacked, with how much of that is moved, drawn and in figures. */
function unpackedSize({ bytes }: DetailsStep, unpacked: NonNullable<DetailsStep["unpacked"]>): HTMLElement {
  const share = bytes === undefined || unpacked.bytes === 0 ? undefined : bytes / unpacked.bytes;
  return el(
    "span",
    { class: "line unpacked" },
    el("span", {}, unpacked.text),
    ...(share === undefined
      ? []
      : [meter(Math.min(1, share)), el("span", { class: "faint" }, `compressed to ${formatShare(share)}`)]),
  );
}

function time({ age, exact }: DetailsTime): HTMLElement {
  return el("span", { title: exact }, age);
}

/** Line breaks where a command recorded as one line had them: before the indentation of the Dockerfile's lines. */
function breakLines(command: string): string {
  return command.includes("\n") ? command : command.replace(/[ \t]{2,}/g, "\n$&");
}

/** A media type that wraps after its slash. */
function breakable(text: string): HTMLElement {
  return el("span", {}, ...text.split(/(?<=\/)/).flatMap((part) => [part, el("wbr", {})]));
}
