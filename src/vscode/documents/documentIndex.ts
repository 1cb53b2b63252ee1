import {
  Disposable,
  type Event,
  EventEmitter,
  type Position,
  type TextDocument,
  Uri,
  workspace,
} from "vscode";
import { kindOfDocument } from "../../core/documents/documentKind.ts";
import type { DocumentKind, Occurrence, Reader, Reading } from "../../core/documents/occurrence.ts";
import { occurrenceAt } from "../../core/documents/places.ts";
import { ComposeSources } from "./composeSources.ts";
import { type OwnFiles, onOwnFilesChange, ownFiles, ownKind } from "./selector.ts";

/** One occurrence in one version of one document, as a command's argument. */
export type OccurrenceAddress = { readonly uri: string; readonly version: number; readonly start: number };

/** An occurrence with the document version that it was read from. */
export type Located = {
  readonly document: TextDocument;
  readonly version: number;
  readonly text: string;
  readonly occurrence: Occurrence;
};

/** One version of a document: its kind, and what it holds once somebody wanted to know. */
type Version = {
  readonly version: number;
  readonly language: string;
  readonly kind: DocumentKind | undefined;
  reading?: Promise<Reading>;
};

/** The image references of open documents, read once for each version. */
export class DocumentIndex implements Disposable {
  readonly #listener: Disposable;
  readonly #compose = new ComposeSources();
  readonly #changed = new EventEmitter<TextDocument>();
  /** Fires when a document holds something else without having changed itself: an env file of its project did, say. */
  readonly onDidChange: Event<TextDocument> = this.#changed.event;
  #versions = new WeakMap<TextDocument, Version>();
  #ownFiles: readonly OwnFiles[];

  constructor() {
    this.#ownFiles = ownFiles();
    const ownFilesChanged = onOwnFilesChange(() => {
      this.#ownFiles = ownFiles();
      this.#versions = new WeakMap();
    });
    const projectsChanged = this.#compose.onDidChange((changed) => {
      for (const document of workspace.textDocuments)
        if (changed.has(document.uri.toString())) {
          this.#versions.delete(document);
          this.#changed.fire(document);
        }
    });
    this.#listener = Disposable.from(ownFilesChanged, projectsChanged, this.#compose, this.#changed);
  }

  /** What a document holds now; undefined for documents that are not container files. */
  read(document: TextDocument): Promise<Reading> | undefined {
    const known = this.#versionOf(document);
    if (known.kind === undefined) return undefined;
    known.reading ??=
      known.kind === "compose" ? this.#compose.read(document) : readAs(known.kind, document.getText());
    return known.reading;
  }

  /** The reader of a document's kind; undefined for documents that are not container files. */
  async readerOf(document: TextDocument): Promise<Reader | undefined> {
    const { kind } = this.#versionOf(document);
    return kind && readerOf(kind);
  }

  /** The occurrence at a position of the document's present version. */
  async at(document: TextDocument, position: Position): Promise<Located | undefined> {
    const offset = document.offsetAt(position);
    return this.#find(document, (occurrences) => occurrenceAt(occurrences, offset));
  }

  /** The occurrence at an address, if its document is open and still of that version. */
  async locate({ uri, version, start }: OccurrenceAddress): Promise<Located | undefined> {
    const document = workspace.textDocuments.find(
      (open) => open.uri.toString() === Uri.parse(uri).toString(),
    );
    if (document === undefined || document.version !== version) return undefined;
    return this.#find(document, (occurrences) => occurrences.find((found) => found.start === start));
  }

  dispose(): void {
    this.#listener.dispose();
  }

  /** Whether YAML names images is found out once for each version, too: its text has to say. */
  #versionOf(document: TextDocument): Version {
    const { version, languageId } = document;
    const known = this.#versions.get(document);
    if (known?.version === version && known.language === languageId) return known;
    const kind =
      ownKind(document, this.#ownFiles) ?? kindOfDocument(document.uri.path, document.getText(), languageId);
    const found: Version = { version, language: languageId, kind };
    this.#versions.set(document, found);
    return found;
  }

  async #find(
    document: TextDocument,
    find: (occurrences: readonly Occurrence[]) => Occurrence | undefined,
  ): Promise<Located | undefined> {
    const { version } = document;
    const reading = this.read(document);
    if (reading === undefined) return undefined;
    const text = document.getText();
    const occurrence = find((await reading).occurrences);
    return occurrence && { document, version, text, occurrence };
  }
}

// The readers bring a YAML parser with them: loaded when the first container file is looked at.
async function readerOf(kind: DocumentKind): Promise<Reader> {
  const { readerFor } = await import("../../core/documents/readers.ts");
  return readerFor(kind);
}

async function readAs(kind: DocumentKind, text: string): Promise<Reading> {
  return (await readerOf(kind))(text);
}

/** The address of a located occurrence. */
export function addressOf({ document, version, occurrence }: Located): OccurrenceAddress {
  return { uri: document.uri.toString(), version, start: occurrence.start };
}

/** Whether `value` has the shape of an address; arguments of commands come from anywhere. */
export function isAddress(value: unknown): value is OccurrenceAddress {
  if (typeof value !== "object" || value === null) return false;
  const { uri, version, start } = value as Record<string, unknown>;
  return typeof uri === "string" && Number.isInteger(version) && Number.isInteger(start);
}
