import {
  type CancellationToken,
  type CompletionContext,
  CompletionItem,
  CompletionItemKind,
  type CompletionItemProvider,
  CompletionList,
  CompletionTriggerKind,
  Disposable,
  languages,
  type Position,
  Range,
  type TextDocument,
  workspace,
} from "vscode";
import { delay } from "../../core/async.ts";
import { type TypedInPlace, typedAt, typedUnread } from "../../core/documents/typed.ts";
import { isAbort } from "../../core/errors.ts";
import { explainInOne } from "../../core/explain.ts";
import { signalOf } from "../cancellation.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import { registerFor } from "../documents/selector.ts";
import { log } from "../log.ts";
import type { Lookup } from "../lookup.ts";
import { type Choice, type CompletionSources, complete } from "./completing.ts";

/** Milliseconds that completion waits for a registry; the next keystroke has what came later. */
const patience = 1000;
/** Milliseconds without typing before a registry is asked. */
const pause = 100;
/** Milliseconds after a change in which VS Code asks on its own; it does not say whether somebody asked it to. */
const typing = 500;
/** UTF-16 units of the largest document that is read again with a character at the cursor. */
const largestProbed = 64 * 1024;

export type CompletionOptions = Omit<CompletionSources, "patience" | "onFailure">;

/** Completes repositories and tags inside references, from the image's own registry. */
export function registerCompletion(
  index: DocumentIndex,
  lookup: Pick<Lookup, "mayAskUnasked">,
  options: CompletionOptions,
): Disposable {
  const completion = new Completion(index, lookup, {
    ...options,
    patience: (signal) => delay(patience, signal),
    onFailure: (failure) => log.debug(explainInOne(failure)),
  });
  const register = registerFor((selector) =>
    languages.registerCompletionItemProvider(selector, completion, ":", "/"),
  );
  return Disposable.from(register, completion);
}

class Completion implements CompletionItemProvider, Disposable {
  readonly #index: DocumentIndex;
  readonly #lookup: Pick<Lookup, "mayAskUnasked">;
  readonly #sources: CompletionSources;
  readonly #changes = new WeakMap<TextDocument, number>();
  readonly #listener: Disposable;
  #last: { document: TextDocument; version: number; offset: number } | undefined;

  constructor(index: DocumentIndex, lookup: Pick<Lookup, "mayAskUnasked">, sources: CompletionSources) {
    this.#index = index;
    this.#lookup = lookup;
    this.#sources = sources;
    this.#listener = workspace.onDidChangeTextDocument(({ document }) =>
      this.#changes.set(document, Date.now()),
    );
  }

  /** Does nothing in an untrusted workspace: whatever a file says there, no registry hears of it by typing. */
  async provideCompletionItems(
    document: TextDocument,
    position: Position,
    token: CancellationToken,
    { triggerKind }: CompletionContext,
  ): Promise<CompletionList | undefined> {
    if (!this.#lookup.mayAskUnasked) return undefined;
    const asked = triggerKind === CompletionTriggerKind.Invoke && this.#isAsked(document, position);
    const signal = signalOf(token);
    try {
      const typed = await this.#typedAt(document, position, asked);
      if (typed === undefined) return undefined;
      await delay(pause, signal);
      const { choices, incomplete } = await complete(typed, asked, this.#sources, signal);
      const items = choices.map((choice, place) => itemOf(choice, place, document, position, typed));
      return new CompletionList(items, incomplete);
    } catch (failure) {
      if (isAbort(failure)) return undefined;
      throw failure;
    }
  }

  dispose(): void {
    this.#listener.dispose();
  }

  /** Whether somebody wants a list here: nothing was typed just now, or it was given for this very place already. */
  #isAsked(document: TextDocument, position: Position): boolean {
    const { version } = document;
    const offset = document.offsetAt(position);
    const last = this.#last;
    this.#last = { document, version, offset };
    const again = last?.document === document && last.version === version && last.offset === offset;
    return again || Date.now() - (this.#changes.get(document) ?? 0) > typing;
  }

  async #typedAt(
    document: TextDocument,
    position: Position,
    asked: boolean,
  ): Promise<TypedInPlace | undefined> {
    const offset = document.offsetAt(position);
    const located = await this.#index.at(document, position);
    if (located !== undefined) return typedAt(located.text, located.occurrence, offset);
    const line = document.lineAt(position.line).text.slice(0, position.character);
    if (!asked && !halfTyped.test(line)) return undefined;
    const text = document.getText();
    const read = text.length > largestProbed ? undefined : await this.#index.readerOf(document);
    return read && typedUnread(read, text, offset);
  }
}

/** A word that ends in a colon or slash, behind a key or a dash: what YAML takes for a map until a tag follows. */
const halfTyped = /\S\s+["']?\S*[\w\])}][:/]$/;

function itemOf(
  { label, description, text, goesOn }: Choice,
  place: number,
  document: TextDocument,
  position: Position,
  { start, end }: TypedInPlace,
): CompletionItem {
  const kind = goesOn ? CompletionItemKind.Module : CompletionItemKind.Value;
  const item = new CompletionItem({ label, description }, kind);
  const from = document.positionAt(start);
  item.insertText = text;
  item.filterText = label;
  item.sortText = String(place).padStart(4, "0");
  item.range = {
    inserting: new Range(from, position),
    replacing: new Range(from, document.positionAt(end)),
  };
  if (goesOn) item.command = { title: "More", command: "editor.action.triggerSuggest" };
  return item;
}
