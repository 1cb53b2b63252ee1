import { Disposable, type Event, EventEmitter, type TextDocument, type Uri, workspace } from "vscode";
import type { Reading } from "../../core/documents/occurrence.ts";
import { composeReader, type KnownTexts } from "./composeFiles.ts";

/** Milliseconds in which changes of files gather. */
const pause = 250;

/**
 * Reads open compose documents in their projects, and tells of those whose project changed: by typing in another
 * document, or on disk.
 */
export class ComposeSources implements Disposable {
  /** What each document's reading came from, by the document's URI. */
  readonly #sources = new Map<string, ReadonlySet<string>>();
  /** What was read of the projects' files, until it changes: typing in one of them reads no other again. */
  readonly #texts: KnownTexts = new Map();
  readonly #waiting = new Set<string>();
  /** For each reading that is under way, what changed meanwhile. */
  readonly #meanwhile = new Set<Set<string>>();
  readonly #changed = new EventEmitter<ReadonlySet<string>>();
  /** Fires with the URIs of documents that are to be read again. */
  readonly onDidChange: Event<ReadonlySet<string>> = this.#changed.event;
  #listeners: Disposable | undefined;
  #timer: NodeJS.Timeout | undefined;

  async read(document: TextDocument): Promise<Reading> {
    this.#listen();
    const changed = new Set<string>();
    this.#meanwhile.add(changed);
    const key = document.uri.toString();
    // Whoever asks first after a keystroke may be told of it before this is.
    this.#texts.delete(key);
    const { reading, sources } = await composeReader(this.#texts)(document.uri, document.getText());
    this.#meanwhile.delete(changed);
    if (document.isClosed) return reading;
    this.#sources.set(key, sources);
    changed.delete(key);
    if ([...changed].some((uri) => sources.has(uri))) this.#tellSoon([key]);
    return reading;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners?.dispose();
    this.#changed.dispose();
  }

  /** From the first compose document on. */
  #listen(): void {
    if (this.#listeners !== undefined) return;
    const watcher = workspace.createFileSystemWatcher("**/*");
    const changed = (uri: Uri) => this.#change(uri);
    this.#listeners = Disposable.from(
      watcher,
      watcher.onDidCreate(changed),
      watcher.onDidChange(changed),
      watcher.onDidDelete(changed),
      workspace.onDidOpenTextDocument(({ uri }) => changed(uri)),
      workspace.onDidChangeTextDocument(
        ({ document, contentChanges }) => contentChanges.length > 0 && changed(document.uri),
      ),
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.#sources.delete(uri.toString());
        if (this.#sources.size === 0) this.#texts.clear();
        changed(uri);
      }),
    );
  }

  /** A document's own change is no news to it: it has another version then. */
  #change(uri: Uri): void {
    const key = uri.toString();
    this.#texts.delete(key);
    for (const changed of this.#meanwhile) changed.add(key);
    const documents = [...this.#sources].filter(
      ([document, sources]) => document !== key && sources.has(key),
    );
    this.#tellSoon(documents.map(([document]) => document));
  }

  #tellSoon(documents: readonly string[]): void {
    if (documents.length === 0) return;
    for (const document of documents) this.#waiting.add(document);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const changed = new Set(this.#waiting);
      this.#waiting.clear();
      this.#changed.fire(changed);
    }, pause);
  }
}
