import { Disposable, window } from "vscode";
import { referenceOf as referenceOfRow } from "../../core/explorer/node.ts";
import { referenceOf } from "../../core/pinning/plan.ts";
import { parseReference, type Reference } from "../../core/reference/reference.ts";
import { type Commands, registerCommand } from "../commands.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import type { ImagePanels } from "./imagePanels.ts";

/** Opens image details, or scans, for a row, a written reference, the reference at the cursor, or one that is typed in. */
export function registerImageCommands(index: DocumentIndex, panels: ImagePanels): Disposable {
  return Disposable.from(
    registerCommand("mooring.openDetails", async (what) => {
      const reference = readTarget(what) ?? (await atCursor(index)) ?? (await ask("Open Image Details"));
      if (reference !== undefined) await panels.show(reference);
    }),
    registerCommand("mooring.scanImage", async (what) => {
      const reference = readTarget(what) ?? (await atCursor(index)) ?? (await ask("Scan Image"));
      if (reference !== undefined) (await panels.show(reference)).scan();
    }),
  );
}

function readTarget(what: Commands["mooring.openDetails"][0]): Reference | undefined {
  if (typeof what === "string") return read(what);
  return what?.kind === undefined ? undefined : referenceOfRow(what);
}

async function atCursor(index: DocumentIndex): Promise<Reference | undefined> {
  const editor = window.activeTextEditor;
  const located = editor && (await index.at(editor.document, editor.selection.active));
  return located && referenceOf(located.occurrence);
}

async function ask(title: string): Promise<Reference | undefined> {
  const typed = await window.showInputBox({
    title,
    prompt: "The image to look at",
    placeHolder: "nginx:1.27 or registry.example.com/team/app:2",
    validateInput: (text) =>
      text === "" || read(text.trim()) ? undefined : "This is not a valid image reference.",
  });
  return typed === undefined ? undefined : read(typed.trim());
}

function read(text: string): Reference | undefined {
  const parsed = parseReference(text);
  return parsed.ok ? parsed.reference : undefined;
}
