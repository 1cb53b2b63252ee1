/** The head of what is read from layers when the person asks for it: the button, the progress, what went wrong. */
import type { ReadOnRequest } from "../src/protocol/shown.ts";
import { type Child, el, noticeBox } from "./element.ts";
import { underWay } from "./underWay.ts";

export type Request<View> = {
  /** The `data-key` (region.ts) of whatever can be done, so that the focus stays. */
  readonly key: string;
  readonly start: {
    readonly text: string;
    readonly appearance: "primary" | "secondary";
    readonly act: () => void;
  };
  readonly stop: { readonly label: string; readonly act: () => void };
  /** `startButton` makes one that reads what is left. */
  readonly read: (view: View, startButton: (text: string) => HTMLElement) => readonly Child[];
};

/** The head for a state; nothing while there is none. */
export function requestHead<View>(
  state: ReadOnRequest<View> | undefined,
  { key, start, stop, read }: Request<View>,
): readonly Child[] {
  const button = (text: string, appearance: string) => {
    const made = el("vscode-button", { appearance, "data-key": key }, text);
    made.addEventListener("click", start.act);
    return made;
  };
  switch (state?.kind) {
    case undefined:
      return [];
    case "unread":
      return [button(start.text, start.appearance), el("span", { class: "faint" }, state.text)];
    case "reading":
      return underWay(state.text, key, stop.label, stop.act, state.share);
    case "failed":
      return [
        el("div", { class: "problem" }, noticeBox(`${state.problem} ${state.next}`)),
        button("Retry", "secondary"),
      ];
    case "read":
      return read(state.view, (text) => button(text, "secondary"));
  }
}
