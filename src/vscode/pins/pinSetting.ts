/** Pins in the env files that compose projects have: only when the user chose just that. */
import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  type Disposable,
  languages,
  type Range,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";
import { inSettingFile } from "../../core/pinning/elsewhere.ts";
import { referenceOf } from "../../core/pinning/plan.ts";
import { shortDigest } from "../../core/reference/digest.ts";
import { sanitize } from "../../core/text.ts";
import { addressOf, type DocumentIndex, type Located } from "../documents/documentIndex.ts";
import { registerFor } from "../documents/selector.ts";
import type { Lookup } from "../lookup.ts";
import { plain } from "../markdown.ts";
import { applyTo, changeOne, unpinOne } from "./pin.ts";

/** `NAME in .env`; undefined for what has no place in an env file. */
function settingName({ occurrence: { editIn } }: Located): string | undefined {
  return editIn && sanitize(`${editIn.name} in ${editIn.path}`, 200);
}

/** What the light bulb offers for an image that an env file sets. Offering reads nothing. */
function settingActions(located: Located, lookup: Lookup): readonly CodeAction[] {
  const name = settingName(located);
  const reference = referenceOf(located.occurrence);
  if (name === undefined || reference === undefined) return [];
  const known = lookup.known(reference)?.descriptor.digest;
  const isPinned = reference.digest !== undefined;
  const target = known === undefined ? "its digest" : `${shortDigest(known)}…`;
  const title = isPinned ? `Unpin ${name}` : `Pin ${name} to ${target}`;
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  const command = isPinned ? "mooring.unpinInEnvFile" : "mooring.pinInEnvFile";
  action.command = { title, command, arguments: [addressOf(located), known] };
  return [action];
}

/** Registers the light bulb on images that an env file sets. */
export function registerSettingActions(index: DocumentIndex, lookup: Lookup): Disposable {
  const provider: CodeActionProvider = {
    async provideCodeActions(document: TextDocument, range: Range) {
      const located = await index.at(document, range.start);
      return located === undefined ? [] : [...settingActions(located, lookup)];
    },
  };
  const providedCodeActionKinds = [CodeActionKind.QuickFix];
  return registerFor((selector) =>
    languages.registerCodeActionsProvider(selector, provider, { providedCodeActionKinds }),
  );
}

/**
 * Pins the setting that an image takes its value from; to the digest that was shown, or not at all (reliability E06).
 * Rejects when the registry cannot say.
 */
export async function pinSetting(lookup: Lookup, located: Located, shown?: string): Promise<void> {
  const setting = await locateSetting(located);
  if (setting === undefined) return;
  const outcome = await changeOne("pin", lookup, setting);
  const isShown =
    typeof outcome === "string" ||
    shown === undefined ||
    outcome.every(({ newText }) => newText.endsWith(shown));
  return applyTo(setting, isShown ? outcome : movedMeanwhile);
}

const movedMeanwhile =
  "The tag moved since it was last looked up, so nothing was written. Pin again to take what it names now.";

/** Takes the digest of the setting away. */
export async function unpinSetting(located: Located): Promise<void> {
  const setting = await locateSetting(located);
  if (setting !== undefined) return applyTo(setting, unpinOne(setting));
}

/** Asks whether the env file is to be written, for those who chose to pin the image; gives whether they were asked. */
export function askForSetting(located: Located, pin: () => Promise<void>): boolean {
  const name = settingName(located);
  if (name === undefined || referenceOf(located.occurrence)?.digest !== undefined) return false;
  const button = `Pin in ${plain(located.occurrence.editIn?.path ?? "")}`;
  void window
    .showInformationMessage(plain(`This image is set by ${name}, which is written only on request.`), button)
    .then((chosen) => (chosen === button ? pin() : undefined));
  return true;
}

/** The place in the env file, in the version that it has now; says so when the file changed. */
async function locateSetting({ document, occurrence }: Located): Promise<Located | undefined> {
  const folder = workspace.getWorkspaceFolder(document.uri);
  if (folder === undefined || occurrence.editIn === undefined) return undefined;
  const env = await workspace.openTextDocument(Uri.joinPath(folder.uri, occurrence.editIn.path));
  const text = env.getText();
  const found = inSettingFile(occurrence, text);
  if (found !== undefined) return { document: env, version: env.version, text, occurrence: found };
  void window.showInformationMessage("The env file changed meanwhile, so nothing was written. Try again.");
  return undefined;
}
