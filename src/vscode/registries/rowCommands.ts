import { Disposable, env, ProgressLocation, type Terminal, Uri, window } from "vscode";
import type { Explorer } from "../../core/explorer/explorer.ts";
import { referenceOf } from "../../core/explorer/node.ts";
import { formatFamiliar, parseReference, type Reference } from "../../core/reference/reference.ts";
import { registerCommand } from "../commands.ts";
import type { Lookup } from "../lookup.ts";
import { rowsOf } from "./copyCommands.ts";

const terminalName = "Mooring";

/** What can be done with a row beside copying: writing it into the editor, looking at its page, pulling it. */
export function registerRowCommands(explorer: Explorer, lookup: Lookup): Disposable {
  let terminal: Terminal | undefined;
  return Disposable.from(
    registerCommand("mooring.insertPinnedReference", async (node, nodes) => {
      const references = rowsOf(node, nodes).flatMap((row) => referenceOf(row) ?? []);
      if (references.length > 0) await insertPinned(references, lookup);
    }),
    registerCommand("mooring.openInBrowser", async (node) => {
      const page = node && explorer.webPage(node);
      if (page !== undefined) await env.openExternal(Uri.parse(page.href, true));
    }),
    registerCommand("mooring.pullInTerminal", (node) => {
      const reference = node && referenceOf(node);
      const text = reference && formatFamiliar(reference);
      // Only what the grammar lets through reaches a shell, whoever called the command (V15).
      if (text === undefined || !parseReference(text).ok) return;
      if (terminal === undefined || terminal.exitStatus !== undefined) {
        terminal = window.createTerminal(terminalName);
      }
      terminal.show();
      terminal.sendText(`docker pull ${text}`, false);
    }),
  );
}

/** Writes references over what is selected in the active editor, each pinned to what its tag names now. */
async function insertPinned(references: readonly Reference[], lookup: Lookup): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor === undefined) {
    void window.showInformationMessage("There is no open editor to insert the reference into.");
    return;
  }
  const options = { location: ProgressLocation.Window, title: "Asking the registry..." };
  const pinned = await window.withProgress(options, () =>
    Promise.all(references.map((reference) => pin(reference, lookup))),
  );
  await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, pinned.join("\n"));
  });
}

async function pin(reference: Reference, lookup: Lookup): Promise<string> {
  const digest = reference.digest ?? (await lookup.digestForPin(reference));
  return formatFamiliar({ ...reference, digest });
}
