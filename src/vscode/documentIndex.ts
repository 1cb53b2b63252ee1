import { type Position, type TextDocument, Uri, workspace } from "vscode";
import { kindOfDocument } from "../core/documents/documentKind.ts";
import type { Occurrence, Reading } from "../core/documents/occurrence.ts";

/** One occurrence in one version of one document, as a command's argument. */
export type OccurrenceAddress = { readonly uri: string; readonly version: number; readonly start: number };

/** An occurrence with the document version that it was read from. */
export type Located = {
  readonly document: TextDocument;
  readonly version: number;
  readonly text: string;
  readonly occurrence: Occurrence;
};

/** The image references of open documents, read once for each version. */
export class DocumentIndex {
  readonly #readings = new WeakMap<TextDocument, { version: number; reading: Promise<Reading> }>();

  /** What a document holds now; undefined for documents that are not container files. */
  read(document: TextDocument): Promise<Reading> | undefined {
    const known = this.#readings.get(document);
    if (known?.version === document.version) return known.reading;
    const text = document.getText();
    const kind = kindOfDocument(document.uri.path, text, document.languageId);
    if (kind === undefined) return undefined;
    // The readers bring a YAML parser with them: loaded when the first container file is looked at.
    const reading = import("../core/documents/readers.ts").then(({ readerFor }) => readerFor(kind)(text));
    this.#readings.set(document, { version: document.version, reading });
    return reading;
  }

  /** The occurrence at a position of the document's present version. */
  async at(document: TextDocument, position: Position): Promise<Located | undefined> {
    const offset = document.offsetAt(position);
    return this.#find(document, ({ start, end }) => start <= offset && offset <= end);
  }

  /** The occurrence at an address, if its document is open and still of that version. */
  async locate({ uri, version, start }: OccurrenceAddress): Promise<Located | undefined> {
    const document = workspace.textDocuments.find(
      (open) => open.uri.toString() === Uri.parse(uri).toString(),
    );
    if (document === undefined || document.version !== version) return undefined;
    return this.#find(document, (occurrence) => occurrence.start === start);
  }

  async #find(
    document: TextDocument,
    wanted: (occurrence: Occurrence) => boolean,
  ): Promise<Located | undefined> {
    const { version } = document;
    const text = document.getText();
    const reading = await this.read(document);
    const occurrence = reading?.occurrences.find(wanted);
    return occurrence && { document, version, text, occurrence };
  }
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
