import { type Disposable, ProgressLocation, type Uri, window, workspace } from "vscode";
import { explainInOne } from "../../core/explain.ts";
import type { Place } from "../../core/pinning/check.ts";
import { keyOfQuestion } from "../../core/pinning/question.ts";
import { formatFamiliar, formatReference } from "../../core/reference/reference.ts";
import { signalOf } from "../cancellation.ts";
import { registerCommand } from "../commands.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import { workspaceFiles } from "../documents/workspaceImages.ts";
import { log } from "../log.ts";
import { plain } from "../markdown.ts";
import { type CheckCounts, summaryOf } from "./checkText.ts";
import type { PinChecks } from "./pinChecks.ts";
import { placesOf } from "./pinFindings.ts";

/** Check Pins Now: asks registries about every image of the workspace and of open documents. */
export function registerCheckCommand(index: DocumentIndex, checks: PinChecks): Disposable {
  return registerCommand("mooring.checkPins", () =>
    window.withProgress(
      { location: ProgressLocation.Notification, title: "Mooring: checking pins", cancellable: true },
      async (progress, token) => {
        const signal = signalOf(token);
        const files = await placesInWorkspace(index, signal);
        const questions = files.flat().map(({ question }) => question);
        let done = 0;
        await checks.check(questions, {
          signal,
          onAnswer: ({ reference }, total) => {
            const message = `${++done} of ${total}: ${plain(formatFamiliar(reference))}`;
            progress.report({ message, increment: 100 / total });
          },
        });
        void report(files, checks);
      },
    ),
  );
}

/** The places of each file that names images. What an open document says counts, and not its file. */
async function placesInWorkspace(
  index: DocumentIndex,
  signal: AbortSignal,
): Promise<readonly (readonly Place[])[]> {
  const found = new Map<string, readonly Place[]>();
  const add = (uri: Uri, places: readonly Place[]) => found.set(uri.toString(), places);
  for (const { uri, text, reading } of await workspaceFiles(signal))
    add(uri, placesOf(uri, text, reading.occurrences));
  for (const document of workspace.textDocuments) {
    const text = document.getText();
    const reading = await index.read(document);
    if (reading !== undefined) add(document.uri, placesOf(document.uri, text, reading.occurrences));
  }
  signal.throwIfAborted();
  return [...found.values()].filter(({ length }) => length > 0);
}

async function report(files: readonly (readonly Place[])[], checks: PinChecks): Promise<void> {
  const questions = new Map(files.flat().map(({ question }) => [keyOfQuestion(question), question]));
  const codes = new Map<string, Set<string>>();
  const failures = new Map<string, string>();
  for (const question of questions.values()) {
    const name = formatReference(question.reference);
    const note = (code: string) => codes.set(code, (codes.get(code) ?? new Set()).add(name));
    if (checks.isRefused(question)) note("unreachable");
    for (const fact of checks.known(question)?.facts ?? []) {
      note(fact.code);
      if (fact.code === "unreachable") failures.set(name, explainInOne(fact.failure, fact.written));
    }
  }
  const counts = {
    images: new Set([...questions.values()].map(({ reference }) => formatReference(reference))).size,
    files: files.length,
    codes: new Map([...codes].map(([code, names]) => [code, names.size])) as CheckCounts["codes"],
  };
  for (const sentence of failures.values()) log.warn(sentence);
  const summary = summaryOf(counts);
  if (counts.codes.size === 0) return void window.setStatusBarMessage(`$(pinned) ${summary}`, 10_000);
  if (!counts.codes.has("unreachable")) return void window.showInformationMessage(summary);
  const chosen = await window.showWarningMessage(summary, "Show Log");
  if (chosen !== undefined) log.show();
}
