import { Disposable, window } from "vscode";
import { referenceOf as referenceOfRow } from "../../core/explorer/node.ts";
import { referenceOf } from "../../core/pinning/plan.ts";
import type { Reference } from "../../core/reference/reference.ts";
import { askReference, readReference } from "../askReference.ts";
import { type Commands, registerCommand } from "../commands.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import type { ImagePanels } from "./imagePanels.ts";

/** Opens image details, or scans, for a row, a written reference, the reference at the cursor, or one that is typed in. */
export function registerImageCommands(index: DocumentIndex, panels: ImagePanels): Disposable {
  return Disposable.from(
    registerCommand("mooring.openDetails", async (what) => {
      const reference =
        readTarget(what) ??
        (await atCursor(index)) ??
        (await askReference("Open Image Details", "The image to look at"));
      if (reference !== undefined) await panels.show(reference);
    }),
    registerCommand("mooring.scanImage", async (what) => {
      const reference =
        readTarget(what) ??
        (await atCursor(index)) ??
        (await askReference("Scan Image", "The image to scan"));
      if (reference !== undefined) (await panels.show(reference)).scan();
    }),
  );
}

function readTarget(what: Commands["mooring.openDetails"][0]): Reference | undefined {
  if (typeof what === "string") return readReference(what);
  return what?.kind === undefined ? undefined : referenceOfRow(what);
}

async function atCursor(index: DocumentIndex): Promise<Reference | undefined> {
  const editor = window.activeTextEditor;
  const located = editor && (await index.at(editor.document, editor.selection.active));
  return located && referenceOf(located.occurrence);
}
