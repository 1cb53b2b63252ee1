/** The way to the extension host, the same for every page. */

import type { PackagesMessage } from "../src/protocol/attached.ts";
import type { FilesMessage, WasteMessage } from "../src/protocol/files.ts";
import type { FindingsMessage } from "../src/protocol/findings.ts";
import type { HostMessage } from "../src/protocol/message.ts";
import type { Page } from "./page.ts";

declare function acquireVsCodeApi(): {
  postMessage(intent: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/**
 * Connects a page. `attribute` names where the host wrote what the panel shows: it goes into the saved state, from which
 * the host opens the panel again. `read` makes a view of a state that was saved before.
 */
export function connect<Sent extends { readonly type: string }, View extends object>(
  attribute: string,
  read: (saved: unknown) => View,
): Page<Sent | { readonly type: "ready" }, View> {
  const host = acquireVsCodeApi();
  const subject = document.body.dataset[attribute];
  let view = read(host.getState());
  return {
    send: (intent) => host.postMessage(intent),
    view: () => view,
    keep: (change) => {
      view = { ...view, ...change };
      host.setState({ ...view, [attribute]: subject });
    },
  };
}

/** Calls `show` with each state that the host posts; other messages are ignored. */
export function onState<State>(show: (state: State) => void): void {
  window.addEventListener("message", ({ data }) => {
    if (isHostMessage<State>(data)) show(data.state);
  });
}

/** Calls `show` with the findings of each report that the host posts. */
export function onFindings(show: (message: FindingsMessage) => void): void {
  window.addEventListener("message", ({ data }) => {
    if (isFindings(data)) show(data);
  });
}

function isFindings(message: unknown): message is FindingsMessage {
  const { type, report, rows } = Object(message) as Partial<Record<string, unknown>>;
  return type === "findings" && typeof report === "string" && rows instanceof Uint8Array;
}

/** Calls `show` with the packages of each SBOM that the host posts. */
export function onPackages(show: (message: PackagesMessage) => void): void {
  window.addEventListener("message", ({ data }) => {
    if (isPackages(data)) show(data);
  });
}

function isPackages(message: unknown): message is PackagesMessage {
  const { type, of, rows } = Object(message) as Partial<Record<string, unknown>>;
  return type === "packages" && typeof of === "string" && rows instanceof Uint8Array;
}

/** Calls `show` with rows of files and of wasted space that the host posts. */
export function onFiles(show: (message: FilesMessage | WasteMessage) => void): void {
  window.addEventListener("message", ({ data }) => {
    if (isFiles(data)) show(data);
  });
}

function isFiles(message: unknown): message is FilesMessage | WasteMessage {
  const { type, from, rows } = Object(message) as Partial<Record<string, unknown>>;
  return (type === "files" || type === "waste") && typeof from === "number" && Array.isArray(rows);
}

function isHostMessage<State>(message: unknown): message is HostMessage<State> {
  return (
    typeof message === "object" &&
    message !== null &&
    "type" in message &&
    message.type === "state" &&
    "state" in message &&
    typeof message.state === "object" &&
    message.state !== null
  );
}
