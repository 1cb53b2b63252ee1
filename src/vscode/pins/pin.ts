import {
  Range,
  type TextDocument,
  WorkspaceEdit,
  type WorkspaceEditMetadata,
  window,
  workspace,
} from "vscode";
import { pinEdit, pinSite, type TextEdit, unpinEdit } from "../../core/pinning/edit.ts";
import { referenceOf } from "../../core/pinning/plan.ts";
import type { Located } from "../documents/documentIndex.ts";
import type { Lookup } from "../lookup.ts";
import { plain } from "../markdown.ts";
import type { PinChange } from "./pinOptions.ts";
import { fileName, optionsIn } from "./pinParts.ts";
import { refusalText } from "./refusalText.ts";
import type { Outcome } from "./tagFlows.ts";
import { isWritable } from "./writable.ts";

/**
 * The edit that pins one occurrence, or updates its pin, to what its tag names at this moment; or a sentence that says
 * why there is none. Rejects when the registry cannot say.
 */
export async function changeOne(
  change: PinChange,
  lookup: Lookup,
  { document, text, occurrence }: Located,
  signal?: AbortSignal,
): Promise<readonly TextEdit[] | string> {
  const site = pinSite(occurrence);
  const reference = referenceOf(occurrence);
  if (!site.ok || reference === undefined) return refusalText(site.ok ? "notAReference" : site.refusal);
  const resolver = lookup.resolver({ fresh: true, ...(signal && { signal }) });
  const { platform } = occurrence;
  const question = { reference, ...(platform !== undefined && { platform }) };
  const { decide } = await import("./pinDecisions.ts");
  const decision = await decide(change, resolver, question, optionsIn(document.uri), Date.now());
  if (decision.kind === "failed") throw decision.failure;
  return decision.kind === "write" ? [pinEdit(text, site.span, decision.digest)] : decision.sentence;
}

/** The edit that takes the digest of one occurrence away, or a sentence that says why there is none. */
export function unpinOne({ text, occurrence }: Located): readonly TextEdit[] | string {
  const site = pinSite(occurrence);
  if (!site.ok) return refusalText(site.refusal);
  const edit = unpinEdit(text, site.span);
  return edit === undefined ? "This reference is not pinned." : [edit];
}

/** Makes a WorkspaceEdit of edits in one document. */
export function workspaceEdit(document: TextDocument, edits: readonly TextEdit[]): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const { start, end, newText } of edits)
    edit.replace(document.uri, rangeIn(document, start, end), newText);
  return edit;
}

/** The range of two offsets into a document's text. */
export function rangeIn(document: TextDocument, start: number, end: number): Range {
  return new Range(document.positionAt(start), document.positionAt(end));
}

/**
 * The edits of an outcome, if its document is the one that it was made from and may be changed; else says what is in
 * the way.
 */
export async function allowed(located: Located, outcome: Outcome): Promise<readonly TextEdit[] | undefined> {
  if (outcome === undefined) return undefined;
  if (typeof outcome === "string") return tell(outcome);
  if (!(await isWritable(located.document.uri)))
    return tell(`${fileName(located.document.uri)} is read-only, so nothing was written.`);
  return isCurrent(located) ? outcome : tell(changedMeanwhile);
}

/** Applies edits that were made from `located`; says so when the file changed or VS Code refused, and then changes nothing. */
export async function applyTo(located: Located, outcome: Outcome): Promise<void> {
  const edits = await allowed(located, outcome);
  if (edits !== undefined) await apply(workspaceEdit(located.document, edits));
}

/** Applies an edit and gives whether it was applied; when VS Code does not (E05), that is said. */
export async function apply(
  edit: WorkspaceEdit,
  metadata: WorkspaceEditMetadata = {},
  onRefusal: () => void = () => tell("Nothing was changed: VS Code refused the edit."),
): Promise<boolean> {
  const applied = await Promise.resolve(workspace.applyEdit(edit, metadata)).catch(() => false);
  if (!applied) onRefusal();
  return applied;
}

export const changedMeanwhile = "The file changed meanwhile, so nothing was written. Try again.";

function isCurrent({ document, version }: Located): boolean {
  return !document.isClosed && document.version === version;
}

/** Says one sentence in a notification, where nothing in it makes a link. */
export function tell(sentence: string): undefined {
  void window.showInformationMessage(plain(sentence));
}
