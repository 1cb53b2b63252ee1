import {
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  languages,
  Range,
  type TextDocument,
  type Uri,
  workspace,
} from "vscode";
import type { Occurrence } from "../core/documents/occurrence.ts";
import { pinnableIn, referenceOf } from "../core/pinning/plan.ts";
import { formatFamiliar, formatWithinRegistry } from "../core/reference/reference.ts";
import { sanitize } from "../core/text.ts";
import type { DocumentIndex } from "./documentIndex.ts";
import type { Lookup } from "./lookup.ts";
import { onOwnFilesChange } from "./selector.ts";
import { type Severity, setting } from "./settings.ts";

/** The codes of Mooring's diagnostics; each has a section of that name in the README. */
export type DiagnosticCode = "unpinned" | "missing";

const severities: { readonly [Name in Exclude<Severity, "off">]: DiagnosticSeverity } = {
  hint: DiagnosticSeverity.Hint,
  information: DiagnosticSeverity.Information,
  warning: DiagnosticSeverity.Warning,
  error: DiagnosticSeverity.Error,
};

/** Milliseconds without typing before a document is read again. */
const pause = 250;

/**
 * Marks what is unpinned, and what a registry said it does not have. Reads documents, never asks a registry. The codes
 * link to their section in `readme`.
 */
export function registerDiagnostics(index: DocumentIndex, lookup: Lookup, readme: Uri): Disposable {
  const collection = languages.createDiagnosticCollection("mooring");
  const link = readme.with({ fragment: "diagnostics" });
  const mark = async (document: TextDocument) => {
    const { version } = document;
    const text = document.getText();
    const reading = await index.read(document);
    if (document.isClosed || document.version !== version) return;
    if (reading === undefined) return collection.delete(document.uri);
    const found = [
      ...unpinned(document, text, reading.occurrences),
      ...missing(document, lookup, reading.occurrences),
    ];
    for (const diagnostic of found) diagnostic.code = { value: String(diagnostic.code), target: link };
    collection.set(document.uri, found);
  };
  const timers = new Map<string, NodeJS.Timeout>();
  const schedule = (document: TextDocument, wait: number) => {
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key);
        void mark(document);
      }, wait),
    );
  };
  const all = () => {
    for (const document of workspace.textDocuments) schedule(document, 0);
  };
  all();
  return Disposable.from(
    collection,
    workspace.onDidOpenTextDocument((document) => schedule(document, 0)),
    workspace.onDidChangeTextDocument(
      ({ document, contentChanges }) => contentChanges.length > 0 && schedule(document, pause),
    ),
    workspace.onDidCloseTextDocument((document) => collection.delete(document.uri)),
    workspace.onDidChangeConfiguration(
      (change) => change.affectsConfiguration("mooring.diagnostics") && all(),
    ),
    onOwnFilesChange(all),
    lookup.onDidChange(all),
    new Disposable(() => {
      for (const timer of timers.values()) clearTimeout(timer);
    }),
  );
}

function unpinned(
  document: TextDocument,
  text: string,
  occurrences: readonly Occurrence[],
): readonly Diagnostic[] {
  return pinnableIn(text, occurrences).flatMap(({ occurrence, reference }) => {
    const name = sanitize(formatFamiliar(reference));
    return diagnostic(
      document,
      occurrence,
      "unpinned",
      `${name} names whatever was pushed last. Pin it to a digest to run what you tested.`,
    );
  });
}

function missing(
  document: TextDocument,
  lookup: Lookup,
  occurrences: readonly Occurrence[],
): readonly Diagnostic[] {
  return occurrences.flatMap((occurrence) => {
    const reference = referenceOf(occurrence);
    if (reference === undefined || !lookup.isMissing(reference)) return [];
    const { registry } = reference.repository;
    const name = sanitize(formatWithinRegistry(reference));
    return diagnostic(document, occurrence, "missing", `${registry} has no ${name}.`);
  });
}

function diagnostic(
  document: TextDocument,
  { start, end }: Occurrence,
  code: DiagnosticCode,
  message: string,
): readonly Diagnostic[] {
  const severity = setting(`diagnostics.${code}`);
  if (severity === "off") return [];
  const range = new Range(document.positionAt(start), document.positionAt(end));
  const marked = new Diagnostic(range, message, severities[severity]);
  marked.source = "mooring";
  marked.code = code;
  return [marked];
}
