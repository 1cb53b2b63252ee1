import { Disposable, window } from "vscode";
import { explainKept } from "../../core/explainPin.ts";
import { type ExplorerNode, referenceOf as referenceOfRow } from "../../core/explorer/node.ts";
import { referenceOf } from "../../core/pinning/plan.ts";
import { nameOf } from "../../core/pinning/question.ts";
import { formatFamiliar } from "../../core/reference/reference.ts";
import { askReference } from "../askReference.ts";
import { registerCommand } from "../commands.ts";
import { type DocumentIndex, isAddress, type Located } from "../documents/documentIndex.ts";
import { plain } from "../markdown.ts";
import { rowsOf } from "../registries/copyCommands.ts";
import type { ComparePanels } from "./comparePanels.ts";
import { isPinned } from "./compareSubject.ts";

/** What changed since a pin was written, and the comparison of any two images. */
export function registerCompareCommands(index: DocumentIndex, panels: ComparePanels): Disposable {
  const compareRows = async (node?: ExplorerNode, nodes?: readonly ExplorerNode[]) => {
    const [first, second] = rowsOf(node, nodes).flatMap((row) => referenceOfRow(row) ?? []);
    const old = first ?? (await askReference(title, "The image to compare, the older one"));
    if (old === undefined) return;
    const now =
      second ?? (await askReference(title, `The image to compare ${formatFamiliar(old)} with`, old));
    if (now !== undefined) await panels.show({ kind: "images", old, now });
  };
  return Disposable.from(
    registerCommand("mooring.showWhatChanged", async (address) => {
      const located = isAddress(address) ? await index.locate(address) : await atCursor(index);
      if (located === undefined)
        return tell(isAddress(address) ? moved : "Put the cursor on a pinned image first.");
      const reference = referenceOf(located.occurrence);
      if (reference === undefined) return tell("There is no image here to compare.");
      if (!isPinned(reference))
        return tell(
          explainKept({
            kind: reference.digest === undefined ? "notPinned" : "noTag",
            name: nameOf(reference),
          }),
        );
      return panels.show({ kind: "pin", uri: located.document.uri.toString(), reference });
    }),
    registerCommand("mooring.compareImages", compareRows),
    registerCommand("mooring.compareWith", compareRows),
  );
}

const title = "Compare Images";
const moved = "The file changed meanwhile. Try again.";

async function atCursor(index: DocumentIndex): Promise<Located | undefined> {
  const editor = window.activeTextEditor;
  return editor && index.at(editor.document, editor.selection.active);
}

function tell(sentence: string): void {
  void window.showInformationMessage(plain(sentence));
}
