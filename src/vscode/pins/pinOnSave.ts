import {
  CodeAction,
  CodeActionKind,
  CodeActionTriggerKind,
  Disposable,
  languages,
  type TextDocument,
  TextDocumentSaveReason,
  TextEdit,
  window,
  workspace,
} from "vscode";
import { delay } from "../../core/async.ts";
import { isAbort } from "../../core/errors.ts";
import { explainInOne } from "../../core/explain.ts";
import { formatCount } from "../../core/format.ts";
import { remembering } from "../../core/pinning/resolver.ts";
import { signalOf } from "../cancellation.ts";
import { registerFor } from "../documents/selector.ts";
import { log } from "../log.ts";
import { iconless } from "../markdown.ts";
import { setting } from "../settings.ts";
import { changesOf, Decisions, type LabelledEdit, placesToChange } from "./manyPins.ts";
import { rangeIn, workspaceEdit } from "./pin.ts";
import { type PinParts, selectionIn } from "./pinParts.ts";

/**
 * Milliseconds that a save waits for registries. VS Code gives a listener a second and a half, and after that goes on
 * without it; who is late three times is not asked any more.
 */
const patience = 1000;

/** Milliseconds that what was left unpinned stands in the status bar. */
const saidFor = 8000;

const fixAll = CodeActionKind.SourceFixAll.append("mooring");

/** A fix of all that looks up what it writes when it is run. */
class PinFileAction extends CodeAction {
  readonly document: TextDocument;
  readonly isOnSave: boolean;

  constructor(document: TextDocument, isOnSave: boolean) {
    super("Pin all images in this file", fixAll);
    this.document = document;
    this.isOnSave = isOnSave;
  }
}

/** `source.fixAll.mooring`, for VS Code's Fix All and `editor.codeActionsOnSave`. */
export function registerFixAll(parts: PinParts): Disposable {
  const provider = {
    async provideCodeActions(
      document: TextDocument,
      _: unknown,
      { only, triggerKind }: { only: CodeActionKind | undefined; triggerKind: CodeActionTriggerKind },
    ): Promise<CodeAction[]> {
      if (only === undefined || !only.contains(fixAll)) return [];
      const places = await placesIn(parts, document);
      const isOnSave = triggerKind === CodeActionTriggerKind.Automatic;
      return places.length === 0 ? [] : [new PinFileAction(document, isOnSave)];
    },
    async resolveCodeAction(action: CodeAction, token: Parameters<typeof signalOf>[0]): Promise<CodeAction> {
      if (!(action instanceof PinFileAction)) return action;
      const { document, isOnSave } = action;
      const edits = isOnSave
        ? await editsInTime(parts, document)
        : await editsOf(parts, document, signalOf(token)).catch(said);
      if (edits.length > 0) action.edit = workspaceEdit(document, edits);
      return action;
    },
  };
  return registerFor((selector) =>
    languages.registerCodeActionsProvider(selector, provider, { providedCodeActionKinds: [fixAll] }),
  );
}

/**
 * Pins what is unpinned when the user saves, where `mooring.pin.onSave` is set. A save is never held up for longer
 * than a second nor lost: what cannot be looked up by then is saved as it is, and the status bar says so. Saving
 * by itself does not count: a name may be half typed then.
 */
export function registerPinOnSave(parts: PinParts): Disposable {
  return Disposable.from(
    registerFixAll(parts),
    workspace.onWillSaveTextDocument((event) => {
      const { document, reason } = event;
      if (reason !== TextDocumentSaveReason.Manual || !setting("pin.onSave", document.uri)) return;
      event.waitUntil(
        editsInTime(parts, document).then((edits) =>
          edits.map(({ start, end, newText }) => new TextEdit(rangeIn(document, start, end), newText)),
        ),
      );
    }),
  );
}

/**
 * The edits, if the registries answer in time and the document stays as it is. Never rejects. The lookup goes on when
 * nobody waits for it any more: the next save has its answer.
 */
async function editsInTime(parts: PinParts, document: TextDocument): Promise<readonly LabelledEdit[]> {
  if (!parts.lookup.mayAskUnasked) return [];
  const late = delay(patience).then(() => undefined);
  const edits = await Promise.race([editsOf(parts, document).catch(said), late]);
  if (edits === undefined) say("Saved without pinning: the registry did not answer within a second.");
  return edits ?? [];
}

/**
 * What tags named within the last five minutes is good enough here, so that saving again and again asks nobody. No
 * edits when the document changed meanwhile. Rejects only with the signal's reason.
 */
async function editsOf(
  parts: PinParts,
  document: TextDocument,
  signal?: AbortSignal,
): Promise<readonly LabelledEdit[]> {
  const { version } = document;
  const text = document.getText();
  const places = await placesIn(parts, document);
  if (places.length === 0) return [];
  const { decide } = await import("./pinDecisions.ts");
  const resolver = remembering(parts.lookup.resolver(signal && { signal }));
  const decisions = new Decisions();
  const now = Date.now();
  await decisions.complete(
    places,
    ({ question, options }) => decide("pin", resolver, question, options, now),
    signal,
  );
  if (document.isClosed || document.version !== version) return [];
  const { edits, decisions: made } = changesOf(text, places, decisions);
  const left = made.flatMap((decision) => (decision.kind === "failed" ? [decision.sentence] : []));
  for (const sentence of new Set(left)) log.warn(sentence);
  if (left.length > 0) say(`${formatCount(left.length, "image")} left unpinned: ${left[0]}`);
  return edits;
}

async function placesIn({ index }: PinParts, document: TextDocument) {
  const text = document.getText();
  const reading = await index.read(document);
  return reading === undefined ? [] : placesToChange("pin", { text, ...reading }, selectionIn(document.uri));
}

function said(failure: unknown): readonly LabelledEdit[] {
  if (isAbort(failure)) return [];
  const sentence = explainInOne(failure);
  log.warn(sentence);
  say(sentence);
  return [];
}

function say(text: string): void {
  window.setStatusBarMessage(`$(warning) ${iconless(text)}`, saidFor);
}
