import {
  type CancellationToken,
  CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionProvider,
  type Disposable,
  languages,
  type Range,
  type TextDocument,
} from "vscode";
import { isAbort } from "../core/errors.ts";
import { formatCount } from "../core/format.ts";
import { hasDigest, pinSite, type TextEdit } from "../core/pinning/edit.ts";
import { pinnableIn, referenceOf } from "../core/pinning/plan.ts";
import { type Digest, shortDigest } from "../core/reference/digest.ts";
import {
  formatFamiliar,
  formatReference,
  formatWithinRegistry,
  type Reference,
} from "../core/reference/reference.ts";
import { sanitize } from "../core/text.ts";
import { signalOf } from "./cancellation.ts";
import { type Commands, showFailure } from "./commands.ts";
import type { DocumentIndex, Located } from "./documentIndex.ts";
import { refusalText } from "./hoverText.ts";
import type { Lookup } from "./lookup.ts";
import { applyTo, pinOne, unpinOne, workspaceEdit } from "./pin.ts";
import { registerFor } from "./selector.ts";

/** Actions that are no edits and so stand at the end of the menu. */
const lookKind = CodeActionKind.Empty.append("mooring");

/** A pin that is looked up when it is chosen; it remembers what it was offered for, and the digest its title shows. */
class PinAction extends CodeAction {
  readonly located: Located;
  readonly shown: Digest | undefined;

  constructor(name: string, located: Located, shown: Digest | undefined) {
    super(
      `Pin ${name} to ${shown === undefined ? "its digest" : `${shortDigest(shown)}…`}`,
      CodeActionKind.QuickFix,
    );
    this.located = located;
    this.shown = shown;
    this.isPreferred = true;
  }
}

/** The light bulb on image references: there on every reference, whatever the diagnostics say. Offering does no I/O. */
export class PinActions implements CodeActionProvider {
  readonly #index: DocumentIndex;
  readonly #lookup: Lookup;

  constructor(index: DocumentIndex, lookup: Lookup) {
    this.#index = index;
    this.#lookup = lookup;
  }

  async provideCodeActions(
    document: TextDocument,
    range: Range,
    context: CodeActionContext,
  ): Promise<CodeAction[]> {
    const located = await this.#index.at(document, range.start);
    const reading = await this.#index.read(document);
    if (located === undefined || reading === undefined) return [];
    const reference = referenceOf(located.occurrence);
    const count = pinnableIn(located.text, reading.occurrences).length;
    const own = context.diagnostics.filter(({ source }) => source === "mooring");
    const edits = this.#edits(located, reference);
    for (const action of edits) action.diagnostics = own;
    return [
      ...edits,
      ...(count > 1
        ? [
            commandAction(
              `Pin all ${formatCount(count, "image")} in this file`,
              CodeActionKind.QuickFix,
              "mooring.pinAllInFile",
            ),
          ]
        : []),
      ...(reference === undefined ? [] : this.#looks(reference)),
    ];
  }

  /** Looks the digest up and adds the edit, if the document is still the one the action was offered for. */
  async resolveCodeAction(action: CodeAction, token: CancellationToken): Promise<CodeAction> {
    if (!(action instanceof PinAction)) return action;
    try {
      const outcome = asShown(action, await pinOne(this.#lookup, action.located, signalOf(token)));
      if (typeof outcome === "string") await applyTo(action.located, outcome);
      else action.edit = workspaceEdit(action.located.document, [outcome]);
    } catch (failure) {
      if (!isAbort(failure)) void showFailure(failure, subjectOf(action.located));
    }
    return action;
  }

  #edits(located: Located, reference: Reference | undefined): readonly CodeAction[] {
    const site = pinSite(located.occurrence);
    if (!site.ok || reference === undefined) return site.ok ? [] : [refused(refusalText(site.refusal))];
    const { digest: _, ...unpinned } = reference;
    const name = sanitize(formatFamiliar(unpinned));
    if (!hasDigest(located.text, site.span))
      return [new PinAction(name, located, this.#lookup.known(reference)?.descriptor.digest)];
    const outcome = unpinOne(located);
    if (typeof outcome === "string") return [];
    const unpin = new CodeAction(`Unpin ${name}`, CodeActionKind.QuickFix);
    unpin.edit = workspaceEdit(located.document, [outcome]);
    return [unpin];
  }

  #looks(reference: Reference): readonly CodeAction[] {
    const written = formatReference(reference);
    return [
      commandAction("Open image details", lookKind, "mooring.openDetails", written),
      commandAction("Copy digest", lookKind, "mooring.copyDigest", written),
    ];
  }
}

/** What is written is what the title showed, or nothing (reliability E06). */
function asShown({ shown }: PinAction, outcome: TextEdit | string): TextEdit | string {
  if (typeof outcome === "string" || shown === undefined || outcome.newText.endsWith(shown)) return outcome;
  return "The tag moved since it was last looked up, so nothing was written. Pin again to take what it names now.";
}

function subjectOf({ occurrence }: Located): string {
  const reference = referenceOf(occurrence);
  return reference === undefined ? occurrence.text : formatWithinRegistry(reference);
}

/** Registers the light bulb. */
export function registerCodeActions(index: DocumentIndex, lookup: Lookup): Disposable {
  const actions = new PinActions(index, lookup);
  const kinds = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, lookKind];
  return registerFor((selector) =>
    languages.registerCodeActionsProvider(selector, actions, { providedCodeActionKinds: kinds }),
  );
}

/** Shown greyed in the refactor menu, with the reason. */
function refused(reason: string): CodeAction {
  const action = new CodeAction("Pin to digest", CodeActionKind.RefactorRewrite);
  action.disabled = { reason };
  return action;
}

function commandAction<Id extends keyof Commands>(
  title: string,
  kind: CodeActionKind,
  command: Id,
  ...args: Commands[Id]
): CodeAction {
  const action = new CodeAction(title, kind);
  action.command = { title, command, arguments: args };
  return action;
}
