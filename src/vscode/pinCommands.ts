import { Disposable, type TextEditor, window } from "vscode";
import { registerCommand } from "./commands.ts";
import { type DocumentIndex, isAddress, type Located } from "./documentIndex.ts";
import type { Lookup } from "./lookup.ts";
import { applyTo, pinAll, pinOne, unpinOne } from "./pin.ts";
import { askForSetting, pinSetting, unpinSetting } from "./pinSetting.ts";

/** Pin, unpin and pin all, from the command palette (at the cursor) and from hovers (at an address). */
export function registerPinCommands(index: DocumentIndex, lookup: Lookup): Disposable {
  const target = (address: unknown) => (isAddress(address) ? index.locate(address) : atCursor(index));
  return Disposable.from(
    registerCommand("mooring.pin", async (address) => {
      const located = await target(address);
      if (located === undefined) return nothingHere(address !== undefined);
      if (askForSetting(located, () => pinSetting(lookup, located))) return;
      return applyTo(located, await pinOne(lookup, located));
    }),
    registerCommand("mooring.unpin", async (address) => {
      const located = await target(address);
      if (located === undefined) return nothingHere(address !== undefined);
      return applyTo(located, unpinOne(located));
    }),
    registerCommand("mooring.pinInEnvFile", async (address, shown) => {
      const located = await target(address);
      return located === undefined
        ? nothingHere(address !== undefined)
        : pinSetting(lookup, located, typeof shown === "string" ? shown : undefined);
    }),
    registerCommand("mooring.unpinInEnvFile", async (address) => {
      const located = await target(address);
      return located === undefined ? nothingHere(address !== undefined) : unpinSetting(located);
    }),
    registerCommand("mooring.pinAllInFile", () => {
      const document = window.activeTextEditor?.document;
      return document && pinAll(index, lookup, document);
    }),
  );
}

async function atCursor(index: DocumentIndex): Promise<Located | undefined> {
  const editor: TextEditor | undefined = window.activeTextEditor;
  return editor && index.at(editor.document, editor.selection.active);
}

function nothingHere(changed: boolean): void {
  void window.showInformationMessage(
    changed
      ? "The file changed meanwhile, so nothing was written. Try again."
      : "Put the cursor on an image reference first.",
  );
}
