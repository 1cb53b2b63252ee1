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
import { isAbort } from "../../core/errors.ts";
import { formatPlatform } from "../../core/oci/platform.ts";
import { hasDigest, pinSite } from "../../core/pinning/edit.ts";
import { hasIgnoreComment, isIgnored } from "../../core/pinning/ignore.ts";
import { referenceOf } from "../../core/pinning/plan.ts";
import { formatReference, formatWithinRegistry, type Reference } from "../../core/reference/reference.ts";
import { signalOf } from "../cancellation.ts";
import { type Commands, showFailure } from "../commands.ts";
import { addressOf, type Located } from "../documents/documentIndex.ts";
import { registerFor } from "../documents/selector.ts";
import { placesToChange } from "../pins/manyPins.ts";
import { allowed, changeOne, unpinOne, workspaceEdit } from "../pins/pin.ts";
import { platformsInUse } from "../pins/pinOptions.ts";
import { type PinParts, selectionIn, tagWorld } from "../pins/pinParts.ts";
import { refusalText } from "../pins/refusalText.ts";
import type { Outcome } from "../pins/tagFlows.ts";
import { type BulbFacts, type Offer, offersFor } from "./lightBulb.ts";

/** Actions that are no edits and so stand at the end of the menu. */
const lookKind = CodeActionKind.Empty.append("mooring");

/** Offers whose edit is looked up when they are chosen. */
type LookedUp = Extract<Offer, { readonly kind: "pin" | "update" | "specific" | "unpin" }>;

/** An edit that is looked up when it is chosen; it remembers what it was offered for, and what its title shows. */
class LookupAction extends CodeAction {
  readonly located: Located;
  readonly offer: LookedUp;

  constructor(located: Located, offer: LookedUp) {
    super(offer.title, CodeActionKind.QuickFix);
    this.located = located;
    this.offer = offer;
    this.isPreferred = offer.kind === "pin";
  }
}

/** The light bulb on image references: there on every reference, whatever the diagnostics say. Offering does no I/O. */
export class PinActions implements CodeActionProvider {
  readonly #parts: PinParts;

  constructor(parts: PinParts) {
    this.#parts = parts;
  }

  async provideCodeActions(
    document: TextDocument,
    range: Range,
    context: CodeActionContext,
  ): Promise<CodeAction[]> {
    const { index } = this.#parts;
    const located = await index.at(document, range.start);
    const reading = await index.read(document);
    if (located === undefined || reading === undefined) return [];
    const reference = referenceOf(located.occurrence);
    const site = pinSite(located.occurrence);
    if (!site.ok) return [refused(refusalText(site.refusal)), ...looks(reference)];
    if (reference === undefined) return [];
    const isPinned = hasDigest(located.text, site.span);
    const offers = offersFor(this.#facts(located, reference, isPinned, reading));
    const own = context.diagnostics.filter(({ source }) => source === "mooring");
    const actions = offers.flatMap((offer) => actionOf(located, offer));
    for (const action of actions) action.diagnostics = own;
    return [...actions, ...looks(reference)];
  }

  /** Looks up what is to be written and adds the edit, if the document is still the one the action was offered for. */
  async resolveCodeAction(action: CodeAction, token: CancellationToken): Promise<CodeAction> {
    if (!(action instanceof LookupAction)) return action;
    const { located, offer } = action;
    try {
      const edits = await allowed(
        located,
        asShown(offer, await this.#lookUp(located, offer, signalOf(token))),
      );
      if (edits !== undefined) action.edit = workspaceEdit(located.document, edits);
    } catch (failure) {
      if (!isAbort(failure)) void showFailure(failure, subjectOf(located));
    }
    return action;
  }

  async #lookUp(located: Located, offer: LookedUp, signal: AbortSignal): Promise<Outcome> {
    switch (offer.kind) {
      case "unpin":
        return unpinOne(located);
      case "specific":
        return (await import("../pins/tagFlows.ts")).asSpecificTag(
          tagWorld(this.#parts),
          located,
          offer.shown,
          signal,
        );
      default:
        return changeOne(offer.kind, this.#parts.lookup, located, signal);
    }
  }

  #facts(
    { document, text, occurrence }: Located,
    reference: Reference,
    isPinned: boolean,
    checked: { readonly occurrences: readonly (typeof occurrence)[] },
  ): BulbFacts {
    const { lookup, tags } = this.#parts;
    const selection = selectionIn(document.uri);
    const { options, ignore } = selection;
    const count = (change: "pin" | "update") =>
      placesToChange(change, { text, occurrences: checked.occurrences }, selection).length;
    const { platform: asked } = occurrence;
    const [platform] = platformsInUse(
      { reference, ...(asked !== undefined && { platform: asked }) },
      options,
    );
    return {
      reference,
      isPinned,
      known: (wanted) => lookup.known(wanted),
      now: Date.now(),
      aliases: (digest) => lookup.aliases(reference, digest),
      tags: tags.known(reference.repository)?.map(({ name }) => name),
      target: options.target,
      platform: platform && formatPlatform(platform),
      pinnable: count("pin"),
      updatable: count("update"),
      isIgnored: isIgnored(reference, ignore) || hasIgnoreComment(text, occurrence),
    };
  }
}

/** What is written is what the title showed, or nothing (reliability E06). */
function asShown(offer: LookedUp, outcome: Outcome): Outcome {
  const shown = offer.kind === "specific" ? undefined : offer.shown;
  if (typeof outcome === "string" || outcome === undefined || shown === undefined) return outcome;
  if (outcome.every(({ newText }) => newText.endsWith(shown))) return outcome;
  return "The tag moved since it was last looked up, so nothing was written. Try again to take what it names now.";
}

function actionOf(located: Located, offer: Offer): readonly CodeAction[] {
  const address = addressOf(located);
  switch (offer.kind) {
    case "pin":
    case "update":
    case "specific":
    case "unpin":
      return [new LookupAction(located, offer)];
    case "choosePin":
      return [commandAction(offer.title, CodeActionKind.QuickFix, "mooring.pin", address)];
    case "changes":
      return [commandAction(offer.title, CodeActionKind.QuickFix, "mooring.showWhatChanged", address)];
    case "platform":
      return [commandAction(offer.title, CodeActionKind.QuickFix, "mooring.pinToPlatform", address)];
    case "newer":
      return [commandAction(offer.title, CodeActionKind.QuickFix, "mooring.chooseNewerTag", address)];
    case "pinAll":
      return [commandAction(offer.title, CodeActionKind.QuickFix, "mooring.pinAllInFile")];
    case "updateAll":
      return [commandAction(offer.title, CodeActionKind.QuickFix, "mooring.updateAllInFile")];
    case "ignore":
      return [commandAction(offer.title, CodeActionKind.QuickFix, "mooring.ignoreImage", address)];
  }
}

function looks(reference: Reference | undefined): readonly CodeAction[] {
  if (reference === undefined) return [];
  const written = formatReference(reference);
  return [
    commandAction("Open image details", lookKind, "mooring.openDetails", written),
    commandAction("Copy digest", lookKind, "mooring.copyDigest", written),
  ];
}

function subjectOf({ occurrence }: Located): string {
  const reference = referenceOf(occurrence);
  return reference === undefined ? occurrence.text : formatWithinRegistry(reference);
}

/** Registers the light bulb. */
export function registerCodeActions(parts: PinParts): Disposable {
  const actions = new PinActions(parts);
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
