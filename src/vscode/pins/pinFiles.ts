/** Pinning and updating all images of many files in one undoable edit, which the user looks through first. */
import {
  ProgressLocation,
  type TextDocument,
  type Uri,
  WorkspaceEdit,
  type WorkspaceEditEntryMetadata,
  window,
  workspace,
} from "vscode";
import { mapParallel } from "../../core/async.ts";
import { unpinnedElsewhere } from "../../core/pinning/elsewhere.ts";
import { nameOf } from "../../core/pinning/question.ts";
import { remembering } from "../../core/pinning/resolver.ts";
import type { Reference } from "../../core/reference/reference.ts";
import { signalOf } from "../cancellation.ts";
import { log } from "../log.ts";
import { iconless, plain } from "../markdown.ts";
import { type Changes, changesOf, countMade, Decisions, type Place, placesToChange } from "./manyPins.ts";
import { apply, rangeIn } from "./pin.ts";
import { decide } from "./pinDecisions.ts";
import type { PinChange } from "./pinOptions.ts";
import { fileName, type PinParts, selectionIn } from "./pinParts.ts";
import { tallyText } from "./pinTally.ts";
import { isWritable } from "./writable.ts";

/** A file, and which of its images are meant; without `wants` all. */
export type Target = { readonly uri: Uri; readonly wants?: (reference: Reference) => boolean };

export type ChangeOptions = {
  /** Where is looked, in words: `this file`, `the workspace`. */
  readonly where: string;
  /** Whether the user looks through the edits before they are made. */
  readonly review: boolean;
};

/** Finds the files, behind the progress of the whole. */
export type FindTargets = (signal: AbortSignal) => Promise<readonly Target[]>;

/** Pins what is not pinned in the files. Gives whether anything was written; rejects with an AbortError when cancelled. */
export function pinFiles(parts: PinParts, find: FindTargets, options: ChangeOptions): Promise<boolean> {
  return changeFiles("pin", parts, find, options);
}

/** Updates the pins of the files to what their tags name now, as the settings want it; else as pinFiles. */
export function updateFiles(parts: PinParts, find: FindTargets, options: ChangeOptions): Promise<boolean> {
  return changeFiles("update", parts, find, options);
}

/** What is to be done in one version of one document; `stamp` tells the file's states on disk apart. */
type Sheet = {
  readonly document: TextDocument;
  readonly version: number;
  readonly stamp: string | undefined;
  readonly text: string;
  readonly places: readonly Place[];
  /** Images that could be pinned in an env file. */
  readonly elsewhere: number;
};

/** Files that are opened or looked at at a time. */
const atATime = 16;

type Prepared = {
  readonly sheets: readonly (Sheet & Changes)[];
  /** What stands in the way of whole files, each as a sentence. */
  readonly problems: readonly string[];
};

/** Cancelling changes nothing; neither does what cannot be looked up, which is told at the end (E04). */
async function changeFiles(
  change: PinChange,
  parts: PinParts,
  find: FindTargets,
  { where, review }: ChangeOptions,
): Promise<boolean> {
  const { sheets, problems } = await prepare(change, parts, find);
  const changing = sheets.filter(({ edits }) => edits.length > 0);
  // Nothing is awaited between the last look at the versions and the edit: what was typed meanwhile is not lost (E01).
  const applied = changing.length > 0 && (await applyAll(changing, review));
  if (changing.length > 0 && !applied) return false;
  // Whoever looked through the edits may have left some.
  const made = await mapParallel(changing, atATime, async ({ document, edits }) =>
    countMade((await workspace.openTextDocument(document.uri)).getText(), edits),
  );
  const images = made.reduce((sum, count) => sum + count, 0);
  const files = made.filter((count) => count > 0).length;
  const decisions = sheets.flatMap((sheet) => sheet.decisions);
  const elsewhere = sheets.reduce((sum, sheet) => sum + sheet.elsewhere, 0);
  report(tallyText({ change, images, files, where, decisions, elsewhere, problems }));
  return applied;
}

function prepare(change: PinChange, parts: PinParts, find: FindTargets): Promise<Prepared> {
  const title = change === "pin" ? "Mooring: pinning images" : "Mooring: updating pins";
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    window.withProgress(options, async (progress, token) => {
      const signal = signalOf(token);
      const targets = await find(signal);
      const onDecision = (place: Place, done: number, total: number) => {
        const name = nameOf(place.question.reference);
        progress.report({ message: plain(`${name} (${done} of ${total})`), increment: 100 / total });
      };
      return look(change, parts, targets, signal, onDecision);
    }),
  );
}

/** Reads and asks until no document changed while the registries answered. */
async function look(
  change: PinChange,
  { index, lookup }: PinParts,
  targets: readonly Target[],
  signal: AbortSignal,
  onDecision: (place: Place, done: number, total: number) => void,
): Promise<Prepared> {
  const resolver = remembering(lookup.resolver({ signal, fresh: true }));
  const now = Date.now();
  const decisions = new Decisions();
  for (;;) {
    const read = await mapParallel(targets, atATime, (target) => sheetOf(change, index, target), signal);
    const sheets = read.flatMap((sheet) => (typeof sheet === "string" ? [] : sheet));
    await decisions.complete(
      sheets.flatMap(({ places }) => places),
      ({ question, options }) => decide(change, resolver, question, options, now),
      signal,
      onDecision,
    );
    const states = await mapParallel(sheets, atATime, stateOf, signal);
    signal.throwIfAborted();
    if (states.includes("changed") || !sheets.every(hasVersion)) continue;
    const there = sheets.filter((_, place) => states[place] === "current");
    const gone = sheets.filter((_, place) => states[place] === "gone");
    const problems = [
      ...read.filter((sheet) => typeof sheet === "string"),
      ...gone.map(({ document }) => `${fileName(document.uri)} is not there any more.`),
    ];
    return {
      sheets: there.map((sheet) => ({ ...sheet, ...changesOf(sheet.text, sheet.places, decisions) })),
      problems,
    };
  }
}

/** What a file holds now, in the editor before the disk; a sentence when it cannot be read or changed. */
async function sheetOf(
  change: PinChange,
  index: PinParts["index"],
  { uri, wants }: Target,
): Promise<readonly Sheet[] | string> {
  const stamp = await stampOf(uri);
  const document = await Promise.resolve(workspace.openTextDocument(uri)).catch(() => undefined);
  if (document === undefined) return `${fileName(uri)} cannot be read.`;
  const { version } = document;
  const text = document.getText();
  const reading = await index.read(document);
  if (reading === undefined) return [];
  const places = placesToChange(change, { text, ...reading }, selectionIn(uri, wants));
  if (places.length > 0 && !(await isWritable(uri))) return `${fileName(uri)} is read-only.`;
  const elsewhere = change === "pin" ? unpinnedElsewhere(reading.occurrences).length : 0;
  return [{ document, version, stamp, text, places, elsewhere }];
}

/**
 * How a file is now that the registries answered. VS Code keeps some fifty documents open that nobody looks at, and
 * closes the others: for those the disk tells. A file that was deleted would be made again when it is saved.
 */
async function stateOf({ document, version, stamp, text }: Sheet): Promise<"current" | "changed" | "gone"> {
  const { uri, isUntitled } = document;
  const open = document.isClosed ? openDocument(uri) : document;
  if (open !== undefined && (open === document ? open.version !== version : open.getText() !== text))
    return "changed";
  if (isUntitled || open?.isDirty) return "current";
  const now = await stampOf(uri);
  if (now === undefined) return "gone";
  return open !== undefined || now === stamp ? "current" : "changed";
}

/** Undefined when there is no such file. */
function stampOf(uri: Uri): Promise<string | undefined> {
  return Promise.resolve(workspace.fs.stat(uri)).then(
    ({ mtime, size }) => `${mtime} ${size}`,
    () => undefined,
  );
}

function openDocument(uri: Uri): TextDocument | undefined {
  return workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

function hasVersion({ document, version }: Sheet): boolean {
  return document.isClosed || document.version === version;
}

/**
 * One edit of all files. VS Code may save them as after any refactoring (`files.refactoring.autoSave`), but not when
 * that would save what the user has typed and not saved.
 */
async function applyAll(sheets: readonly (Sheet & Changes)[], review: boolean): Promise<boolean> {
  const edit = new WorkspaceEdit();
  const [first] = sheets;
  if (review && first !== undefined) openReview(edit, first.document.uri);
  for (const { document, edits } of sheets)
    for (const { start, end, newText, label } of edits) {
      const metadata: WorkspaceEditEntryMetadata = { label: iconless(label), needsConfirmation: false };
      edit.replace(document.uri, rangeIn(document, start, end), newText, review ? metadata : undefined);
    }
  const isRefactoring = review && sheets.every(({ document }) => !document.isDirty);
  const onDiscard = () => window.setStatusBarMessage("Nothing was changed.", saidFor);
  return apply(edit, { isRefactoring }, review ? onDiscard : undefined);
}

/**
 * What makes VS Code show the edits first is an entry that needs to be confirmed, but such entries come unchecked. So
 * the one that needs it does nothing: it makes a file that is there, and is not shown.
 */
function openReview(edit: WorkspaceEdit, uri: Uri): void {
  edit.createFile(uri, { ignoreIfExists: true }, { label: "Review", needsConfirmation: true });
}

/** Milliseconds that what was done stands in the status bar. */
const saidFor = 8000;

function report({ text, reasons, failed }: ReturnType<typeof tallyText>): void {
  for (const reason of reasons) log.warn(reason);
  if (reasons.length === 0) {
    window.setStatusBarMessage(`$(pinned) ${iconless(text)}`, saidFor);
    return;
  }
  const show = failed ? window.showWarningMessage : window.showInformationMessage;
  void show(plain(text), "Show Log").then((chosen) => chosen && log.show());
}
