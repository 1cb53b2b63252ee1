import { Disposable, window, workspace } from "vscode";
import { onOwnFilesChange } from "../documents/selector.ts";
import type { PinChecks } from "./pinChecks.ts";

/** Milliseconds without typing before registries are asked about what is new in a document, and after one was opened. */
const [typingPause, openingPause] = [1500, 200];

/** Lets documents, settings and the window say when there is something to check. */
export function watchPins(checks: PinChecks): Disposable {
  checks.look(openingPause);
  return Disposable.from(
    workspace.onDidOpenTextDocument(() => checks.look(openingPause)),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // Our own log is a document, too.
      if (contentChanges.length > 0 && document.uri.scheme !== "output") checks.look(typingPause);
    }),
    workspace.onDidGrantWorkspaceTrust(() => checks.look(openingPause)),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("mooring.check")) checks.restart();
      if (["check", "ignore"].some((name) => change.affectsConfiguration(`mooring.${name}`)))
        checks.look(openingPause);
    }),
    onOwnFilesChange(() => checks.look(openingPause)),
    window.onDidChangeWindowState(() => checks.watch()),
  );
}
