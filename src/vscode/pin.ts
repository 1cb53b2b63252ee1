import { ProgressLocation, Range, type TextDocument, WorkspaceEdit, window, workspace } from "vscode";
import { isAbort } from "../core/errors.ts";
import { explainInOne } from "../core/explain.ts";
import { formatCount } from "../core/format.ts";
import { pinEdit, pinSite, type TextEdit, unpinEdit } from "../core/pinning/edit.ts";
import { unpinnedElsewhere } from "../core/pinning/elsewhere.ts";
import { pinnableIn, planPins, type Resolution, referenceOf } from "../core/pinning/plan.ts";
import {
  formatFamiliar,
  formatReference,
  formatWithinRegistry,
  type Reference,
} from "../core/reference/reference.ts";
import { signalOf } from "./cancellation.ts";
import type { DocumentIndex, Located } from "./documentIndex.ts";
import { refusalText } from "./hoverText.ts";
import { log } from "./log.ts";
import type { Lookup } from "./lookup.ts";
import { plain } from "./markdown.ts";

/** The edit that pins one occurrence, or a sentence that says why there is none. Rejects when the registry cannot say. */
export async function pinOne(
  lookup: Lookup,
  located: Located,
  signal?: AbortSignal,
): Promise<TextEdit | string> {
  const site = pinSite(located.occurrence);
  const reference = referenceOf(located.occurrence);
  if (!site.ok || reference === undefined) return refusalText(site.ok ? "notAReference" : site.refusal);
  const digest = await lookup.digestForPin(reference, signal);
  return isCurrent(located) ? pinEdit(located.text, site.span, digest) : changedMeanwhile;
}

/** The edit that takes the digest of one occurrence away, or a sentence that says why there is none. */
export function unpinOne(located: Located): TextEdit | string {
  const site = pinSite(located.occurrence);
  if (!site.ok) return refusalText(site.refusal);
  return unpinEdit(located.text, site.span) ?? "This reference is not pinned.";
}

/** Makes a WorkspaceEdit of edits in one document. */
export function workspaceEdit(document: TextDocument, edits: readonly TextEdit[]): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const { start, end, newText } of edits) {
    edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), newText);
  }
  return edit;
}

/** Applies edits that were made from `located`; says so when the file changed or VS Code refused, and then changes nothing. */
export async function applyTo(located: Located, outcome: TextEdit | string): Promise<void> {
  if (typeof outcome === "string") return tell(outcome);
  if (!isCurrent(located)) return tell(changedMeanwhile);
  const applied = await workspace.applyEdit(workspaceEdit(located.document, [outcome]));
  if (!applied) tell("The file was not changed: VS Code refused the edit. Is it read-only?");
}

/**
 * Pins everything in a document that can be pinned, in one undoable edit. What a registry cannot say is listed and
 * left as it is. Typing meanwhile is no harm: the document is read again and the answers are used for what it holds now.
 */
export async function pinAll(index: DocumentIndex, lookup: Lookup, document: TextDocument): Promise<void> {
  await window.withProgress(
    { location: ProgressLocation.Notification, title: "Mooring: pinning images", cancellable: true },
    async (progress, token) => {
      const signal = signalOf(token);
      const answers = new Map<string, Promise<Resolution<unknown>>>();
      const resolve = (reference: Reference) => {
        const key = formatReference(reference);
        const answer = answers.get(key) ?? resolveForPin(lookup, reference, signal);
        answers.set(key, answer);
        progress.report({ message: plain(formatFamiliar(reference)) });
        return answer;
      };
      for (;;) {
        const { version } = document;
        const reading = await index.read(document);
        if (reading === undefined) return;
        const text = document.getText();
        const plan = await planPins(text, pinnableIn(text, reading.occurrences), resolve);
        signal.throwIfAborted();
        if (document.version !== version) continue;
        if (plan.edits.length > 0 && !(await workspace.applyEdit(workspaceEdit(document, plan.edits))))
          continue;
        return report(plan.edits.length, plan.failures, unpinnedElsewhere(reading.occurrences).length);
      }
    },
  );
}

async function resolveForPin(
  lookup: Lookup,
  reference: Reference,
  signal: AbortSignal,
): Promise<Resolution<unknown>> {
  try {
    return { digest: await lookup.digestForPin(reference, signal) };
  } catch (problem) {
    if (isAbort(problem)) throw problem;
    return { problem };
  }
}

function report(
  pinned: number,
  failures: readonly { readonly pinnable: { readonly reference: Reference }; readonly problem: unknown }[],
  elsewhere: number,
): void {
  const own = pinned === 0 ? "Nothing was pinned." : `Pinned ${formatCount(pinned, "image")}.`;
  const done = elsewhere === 0 ? own : `${own} Left alone in env files: ${formatCount(elsewhere, "image")}.`;
  if (failures.length === 0) {
    window.setStatusBarMessage(`$(pinned) ${done}`, 5000);
    return;
  }
  const sentences = failures.map(({ pinnable, problem }) =>
    explainInOne(problem, formatWithinRegistry(pinnable.reference)),
  );
  for (const sentence of sentences) log.warn(sentence);
  const more = sentences.length > 1 ? ` (and ${sentences.length - 1} more, see the log)` : "";
  void window
    .showWarningMessage(plain(`${done} ${sentences[0]}${more}`), "Show Log")
    .then((chosen) => chosen && log.show());
}

const changedMeanwhile = "The file changed meanwhile, so nothing was written. Try again.";

function isCurrent({ document, version }: Located): boolean {
  return !document.isClosed && document.version === version;
}

function tell(sentence: string): void {
  void window.showInformationMessage(plain(sentence));
}
