import {
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  type Event,
  languages,
  Range,
  type TextDocument,
  type Uri,
  workspace,
} from "vscode";
import type { Place } from "../../core/pinning/check.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import { onOwnFilesChange } from "../documents/selector.ts";
import { findingsOf, type IsKept, type Known, type Marked, placesOf } from "../pins/pinFindings.ts";

/** What is marked at a place. */
export type Mark = Pick<Marked, "occurrence" | "severity" | "message"> & { readonly code: string };

/** What scans know of places; empty when it is not wanted. */
export type ScanMarks = {
  readonly of: (places: readonly Place[]) => Promise<readonly Mark[]>;
  readonly onDidChange: Event<void>;
};

const severities: { readonly [Name in Marked["severity"]]: DiagnosticSeverity } = {
  hint: DiagnosticSeverity.Hint,
  information: DiagnosticSeverity.Information,
  warning: DiagnosticSeverity.Warning,
  error: DiagnosticSeverity.Error,
};

/** Milliseconds without typing before a document is read again, and in which news gather. */
const [typingPause, newsPause] = [250, 50];

/**
 * Marks what the documents themselves tell, and what is known of their images. Reads documents, never asks a registry.
 * The codes link to their section in `readme`.
 */
export function registerDiagnostics(
  index: DocumentIndex,
  answers: { readonly known: Known; readonly onDidChange: Event<void> },
  isKept: IsKept,
  scanned: ScanMarks,
  readme: Uri,
): Disposable {
  const collection = languages.createDiagnosticCollection("mooring");
  const target = readme.with({ fragment: "diagnostics" });
  const mark = async (document: TextDocument) => {
    const { version } = document;
    const text = document.getText();
    const reading = await index.read(document);
    if (document.isClosed || document.version !== version) return;
    if (reading === undefined) return collection.delete(document.uri);
    const places = placesOf(document.uri, text, reading.occurrences);
    const known = await scanned.of(places);
    if (document.isClosed || document.version !== version) return;
    const found = [...findingsOf(places, (question) => answers.known(question), isKept), ...known];
    collection.set(
      document.uri,
      found.map((finding) => diagnosticOf(document, finding, target)),
    );
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
  const all = (wait: number) => {
    for (const document of workspace.textDocuments) schedule(document, wait);
  };
  // A document that is being typed in is marked when that is over.
  const news = () => {
    for (const document of workspace.textDocuments)
      if (!timers.has(document.uri.toString())) schedule(document, newsPause);
  };
  all(0);
  return Disposable.from(
    collection,
    workspace.onDidOpenTextDocument((document) => schedule(document, 0)),
    workspace.onDidChangeTextDocument(
      ({ document, contentChanges }) => contentChanges.length > 0 && schedule(document, typingPause),
    ),
    workspace.onDidCloseTextDocument((document) => collection.delete(document.uri)),
    workspace.onDidChangeConfiguration((change) => {
      const names = ["mooring.diagnostics", "mooring.ignore"];
      if (names.some((name) => change.affectsConfiguration(name))) all(0);
    }),
    onOwnFilesChange(() => all(0)),
    answers.onDidChange(news),
    scanned.onDidChange(news),
    index.onDidChange((document) => schedule(document, 0)),
    new Disposable(() => {
      for (const timer of timers.values()) clearTimeout(timer);
    }),
  );
}

function diagnosticOf(document: TextDocument, finding: Mark, target: Uri): Diagnostic {
  const { occurrence, severity, message, code } = finding;
  const range = new Range(document.positionAt(occurrence.start), document.positionAt(occurrence.end));
  const marked = new Diagnostic(range, message, severities[severity]);
  marked.source = "mooring";
  marked.code = { value: code, target };
  return marked;
}
