/** Which files are shown and how: what the person chose. */
import type { FilesOrder, FilesScope, FilesWish } from "../src/protocol/files.ts";

/** What is kept of the files tab. */
export type FilesChoice = {
  readonly wish: FilesWish;
  /** The key of the file that is selected. */
  readonly selected?: string | undefined;
  /** Whether wasted space is shown. */
  readonly isWasteOpen: boolean;
};

export const scopes: readonly FilesScope[] = ["all", "upTo", "only"];
const orders: readonly FilesOrder[] = ["name", "size"];

/** Folders that are remembered to be open or shut; those opened first are forgotten first. */
const mostFolders = 2000;

export const firstChoice: FilesChoice = {
  wish: { scope: "all", layer: 1, text: "", isChanged: false, order: "name", open: [], shut: [] },
  isWasteOpen: false,
};

/** Reads a choice that was saved; what is no choice is as at first. */
export function readFilesChoice(saved: unknown): FilesChoice {
  const { wish, selected, isWasteOpen } = fieldsOf(saved);
  const { scope, layer, text, isChanged, order, open, shut } = fieldsOf(wish);
  const { wish: first } = firstChoice;
  return {
    wish: {
      scope: scopes.find((one) => one === scope) ?? first.scope,
      layer: Number.isSafeInteger(layer) && Number(layer) > 0 ? Number(layer) : first.layer,
      text: typeof text === "string" ? text : first.text,
      isChanged: isChanged === true,
      order: orders.find((one) => one === order) ?? first.order,
      open: textsOf(open),
      shut: textsOf(shut),
    },
    ...(typeof selected === "string" && { selected }),
    isWasteOpen: isWasteOpen === true,
  };
}

/** The wish with folders opened or shut. */
export function withFolders(wish: FilesWish, keys: readonly string[], isOpen: boolean): FilesWish {
  const without = (all: readonly string[]) => all.filter((key) => !keys.includes(key));
  const joined = (all: readonly string[]) => [...without(all), ...keys].slice(-mostFolders);
  return isOpen
    ? { ...wish, open: joined(wish.open), shut: without(wish.shut) }
    : { ...wish, open: without(wish.open), shut: joined(wish.shut) };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string").slice(-mostFolders) : [];
}

function fieldsOf(saved: unknown): Readonly<Record<string, unknown>> {
  return typeof saved === "object" && saved !== null ? { ...saved } : {};
}
