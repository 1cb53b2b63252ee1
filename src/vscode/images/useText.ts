/** What the rows of the Images view say and look like. Pure; knows no VS Code. All text is sanitised. */
import { NetworkError } from "../../core/errors.ts";
import { formatAsOf, formatCount } from "../../core/format.ts";
import { shortDigest } from "../../core/reference/digest.ts";
import { sanitize } from "../../core/text.ts";
import type { Row } from "../registries/rowText.ts";
import type { ApartNode, FileNode, ImageNode, PlaceNode, UseFilterNode, UseNode } from "./useRows.ts";
import { type Attention, type PlacedUse, type UseState, useStates } from "./useState.ts";

/** A row; its icon may have a colour of the theme, by its id. */
export type UseRow = Row & { readonly color: string | undefined };

/** Each state's icon and colour; the word beside it says the same. */
const looks: { readonly [State in UseState]: readonly [icon: string, color: string | undefined] } = {
  missing: ["error", "problemsErrorIcon.foreground"],
  noPlatform: ["warning", "problemsWarningIcon.foreground"],
  mismatch: ["warning", "problemsWarningIcon.foreground"],
  moved: ["arrow-swap", "problemsInfoIcon.foreground"],
  unreachable: ["question", "descriptionForeground"],
  unpinned: ["circle-outline", undefined],
  unpinnable: ["circle-slash", "descriptionForeground"],
  pinned: ["pinned", "testing.iconPassed"],
  unnamed: ["circle-slash", "descriptionForeground"],
};

/** The text of a row. `pathOf` gives a file's path in the workspace. */
export function useRowOf(node: UseNode, pathOf: (file: string) => string): UseRow {
  switch (node.kind) {
    case "image":
      return imageRow(node);
    case "file":
      return fileRow(node, pathOf);
    case "place":
      return placeRow(node, pathOf);
    case "ignored":
    case "unnamed":
      return apartRow(node);
    case "filter":
      return filterRow(node);
  }
}

function imageRow({ name, places }: ImageNode): UseRow {
  const { label, place } = splitName(name);
  const count = places.length > 1 ? formatCount(places.length, "use") : "";
  const [icon, color] = looks[worstOf(places)];
  const facts = [summaryOf(places), count, place];
  return row("Image", label, facts, icon, color, contextOf("image", places), true);
}

function fileRow({ file, places }: FileNode, pathOf: (file: string) => string): UseRow {
  const { name, folder } = splitPath(pathOf(file));
  return row("File", name, [summaryOf(places), folder], "file", undefined, contextOf("file", places), true);
}

function placeRow({ parent, place }: PlaceNode, pathOf: (file: string) => string): UseRow {
  const { use, words, state } = place;
  const [icon, color] = looks[state];
  const context = contextOf("place", [place]);
  const line = use.from.line + 1;
  const image = splitName(use.name);
  if (parent.kind === "file") {
    const facts = [...words, `line ${line}`, image.place, digestOf(place)];
    return row("Image", image.label, facts, icon, color, context, false);
  }
  const { name, folder } = splitPath(pathOf(place.file));
  const named = parent.kind === "image" ? "" : sanitize(use.name, 300);
  const facts = [named, ...words, folder, digestOf(place)];
  return row("Use", `${name}:${line}`, facts, icon, color, context, false);
}

/** What tells images apart at a glance, the last part of the name with the tag, and where that is. */
function splitName(name: string): { readonly label: string; readonly place: string } {
  const [tagged = "", digest] = name.split("@");
  const slash = tagged.lastIndexOf("/");
  const pinned = digest === undefined ? "" : `@${digest.slice(0, "sha256:".length + 12)}`;
  return {
    label: sanitize(tagged.slice(slash + 1) + pinned, 200),
    place: sanitize(tagged.slice(0, Math.max(0, slash)), 300),
  };
}

/** Enough of a pin's digest to tell it from others, without the algorithm that nearly all have. */
function digestOf({ use: { question } }: PlacedUse): string {
  const digest = question?.reference.digest;
  return digest === undefined ? "" : shortDigest(digest).replace(/^sha256:/, "");
}

function apartRow({ kind, places }: ApartNode): UseRow {
  const count = places.length.toLocaleString("en");
  const label = kind === "ignored" ? `${count} ignored` : `${count} without a fixed name`;
  const note = kind === "ignored" ? "" : "variables and templates";
  const icon = kind === "ignored" ? "eye-closed" : "fold";
  return row("Folded", label, [note], icon, "descriptionForeground", kind, true);
}

function filterRow({ text, matching, total }: UseFilterNode): UseRow {
  const count = `${matching.toLocaleString("en")} of ${formatCount(total, "use")}`;
  return row("", `Filter: "${sanitize(text, 100)}"`, [count], "filter-filled", undefined, "filter", false);
}

/** `moved`, when that is so of all; else `1 moved, 2 not pinned`, the worst first. */
export function summaryOf(places: readonly PlacedUse[]): string {
  const [all, ...others] = new Set(places.map(({ words }) => words.join(" · ")));
  if (others.length === 0) return all ?? "";
  const sorted = [...places].sort((one, other) => rankOf(one) - rankOf(other));
  const counts = [...Map.groupBy(sorted, ({ word }) => word)].map(
    ([word, { length }]) => [word, length] as const,
  );
  return counts.map(([word, count]) => `${count.toLocaleString("en")} ${word}`).join(", ");
}

function rankOf({ state }: PlacedUse): number {
  return useStates.indexOf(state);
}

function worstOf(places: readonly PlacedUse[]): UseState {
  return useStates.find((state) => places.some((place) => place.state === state)) ?? "pinned";
}

/** Words for the row's menu: what can be done with at least one of its places. */
function contextOf(kind: "image" | "file" | "place", places: readonly PlacedUse[]): string {
  const some = (word: string, wanted: (place: PlacedUse) => boolean) => (places.some(wanted) ? [word] : []);
  return [
    kind,
    ...some("named", ({ use }) => use.question !== undefined),
    ...some("pinnable", ({ use, state }) => use.pin === "unpinned" && state !== "missing"),
    ...some("pinned", ({ use }) => use.pin === "pinned"),
    ...some("moved", ({ state }) => state === "moved" || state === "mismatch"),
    ...some("heard", ({ isIgnored, use }) => !isIgnored && use.question !== undefined),
  ].join(" ");
}

function splitPath(path: string): { readonly name: string; readonly folder: string } {
  const slash = path.lastIndexOf("/");
  return {
    name: sanitize(path.slice(slash + 1), 200),
    folder: sanitize(path.slice(0, Math.max(0, slash)), 300),
  };
}

function row(
  kind: string,
  label: string,
  facts: readonly string[],
  icon: string,
  color: string | undefined,
  context: string,
  opens: boolean,
): UseRow {
  const description = facts.filter((fact) => fact !== "").join(" · ");
  const spoken = [kind, label, description].filter((text) => text !== "").join(", ");
  return { label, description, icon, color, context, opens, spoken };
}

/** What the line above the rows tells; undefined for nothing. Times in milliseconds since 1970. */
export function messageOf({
  places,
  progress: { read, leftOut, isComplete },
  isTrusted,
  now,
}: {
  readonly places: readonly PlacedUse[];
  readonly progress: { readonly read: number; readonly leftOut: number; readonly isComplete: boolean };
  readonly isTrusted: boolean;
  readonly now: number;
}): string | undefined {
  const cut =
    leftOut === 0 || !isComplete
      ? []
      : [`${read.toLocaleString("en")} of ${formatCount(read + leftOut, "file")} are read`];
  if (places.length === 0) return cut[0];
  const checked = isComplete ? checkedText(places, isTrusted, now) : "Reading files…";
  return [checked, ...cut].join(" · ");
}

function checkedText(places: readonly PlacedUse[], isTrusted: boolean, now: number): string {
  const asked = places.filter(({ use, isIgnored }) => use.question !== undefined && !isIgnored);
  const times = asked.flatMap(({ answer }) => answer?.asOf ?? []);
  if (asked.length === 0) return "";
  if (times.length === 0) return isTrusted ? "Not checked yet" : "Not checked: this workspace is not trusted";
  const unreachable = asked.filter(({ state, isRefused }) => isRefused || state === "unreachable").length;
  const left = asked.length - times.length;
  return [
    isAllOffline(asked) ? offlineText(asked, now) : `Checked ${formatAsOf(Math.min(...times), now)}`,
    ...(unreachable === 0 ? [] : [`${unreachable.toLocaleString("en")} unreachable`]),
    ...(left === 0 ? [] : [`${left.toLocaleString("en")} not checked yet`]),
  ].join(" · ");
}

/** What was heard before is kept, with its time. */
function offlineText(asked: readonly PlacedUse[], now: number): string {
  const heard = asked.flatMap((place) => (isOffline(place) ? [] : (place.answer?.asOf ?? [])));
  return heard.length === 0 ? "Offline" : `Offline: as of ${formatAsOf(Math.min(...heard), now)}`;
}

/** One registry that cannot be found is unreachable, as long as others answer. */
function isAllOffline(asked: readonly PlacedUse[]): boolean {
  const isOut = (place: PlacedUse) => isOffline(place) || place.isRefused || place.answer === undefined;
  return asked.some(isOffline) && asked.every(isOut);
}

function isOffline({ answer }: PlacedUse): boolean {
  const failures =
    answer?.facts.map((fact) => (fact.code === "unreachable" ? fact.failure : undefined)) ?? [];
  return failures.some((failure) => failure instanceof NetworkError && failure.kind === "offline");
}

/** What the number on the view's icon counts. */
export function badgeText({ moved, missing }: Attention): string {
  return [
    ...(moved === 0 ? [] : [`${formatCount(moved, "pin")} moved`]),
    ...(missing === 0 ? [] : [`${formatCount(missing, "image")} missing`]),
  ].join(", ");
}
