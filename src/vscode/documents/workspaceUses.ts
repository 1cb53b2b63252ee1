import { Disposable, type Event, EventEmitter, type TextDocument, Uri, workspace } from "vscode";
import type { DocumentKind } from "../../core/documents/occurrence.ts";
import type { Reference } from "../../core/reference/reference.ts";
import type { DocumentIndex } from "./documentIndex.ts";
import type { ImageUses } from "./imageUses.ts";
import { onOwnFilesChange, ownFiles } from "./selector.ts";
import type { FileReading, UseFiles } from "./useFiles.ts";
import { imageFiles, mayBeFolder, mayNameImages, usesOnDisk } from "./workspaceImages.ts";

/**
 * What the files of the workspace name, from the first time that it matters on; what is typed counts before what is on
 * disk. Reads nothing before start().
 */
export class WorkspaceUses implements Disposable {
  readonly #index: DocumentIndex;
  /** Loaded when it first matters. */
  #files: UseFiles | undefined;
  readonly #changed = new EventEmitter<void>();
  /** Files by their URIs to which the setting `mooring.files` gives a kind. */
  readonly #ownKinds = new Map<string, DocumentKind>();
  /** Open files with changes that are not saved. */
  readonly #dirty = new Map<string, TextDocument>();
  /** Files by the URIs of others that they take something from: env files, what they extend. */
  readonly #dependents = new Map<string, Set<string>>();
  #listeners: Disposable | undefined;
  #ownWatchers = Disposable.from();

  constructor(index: DocumentIndex) {
    this.#index = index;
  }

  /** Fires when files hold something else than before, and when all were read. */
  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  /** What is known of the files by now. */
  get uses(): ImageUses | undefined {
    return this.#files?.uses;
  }

  /** How many files were read, how many there are beside them, and whether that was the last one. */
  get progress(): { readonly read: number; readonly leftOut: number; readonly isComplete: boolean } {
    if (this.#files === undefined) return { read: 0, leftOut: 0, isComplete: false };
    return { ...this.#files.counts, isComplete: this.#files.isComplete };
  }

  /** The files that name a tag, by their paths in the workspace. */
  filesNaming(reference: Reference): readonly string[] {
    return this.uses?.filesNaming(reference).map(pathOf) ?? [];
  }

  /** Reads the workspace's files, and from now on each that changes. The second time it does nothing. */
  start(): void {
    if (this.#listeners !== undefined) return;
    for (const document of workspace.textDocuments) this.#noteDocument(document);
    const watcher = workspace.createFileSystemWatcher("**/*");
    const soon = (uri: Uri) => {
      this.#touched(uri.toString());
      if (mayNameImages(uri)) this.#files?.changed(uri.toString());
    };
    this.#listeners = Disposable.from(
      watcher,
      watcher.onDidCreate((uri) => {
        soon(uri);
        // VS Code watches a folder that came a moment later, and tells of no file that was written before.
        if (mayBeFolder(uri)) this.#files?.listSoon();
      }),
      watcher.onDidChange(soon),
      watcher.onDidDelete((uri) => {
        this.#touched(uri.toString());
        this.#files?.gone(uri.toString());
      }),
      workspace.onDidChangeTextDocument(({ document }) => this.#noteDocument(document)),
      workspace.onDidSaveTextDocument((document) => this.#noteDocument(document)),
      workspace.onDidCloseTextDocument((document) => this.#noteDocument(document, true)),
      this.#index.onDidChange(
        ({ uri }) => this.#dirty.has(uri.toString()) && this.#files?.stale(uri.toString()),
      ),
      onOwnFilesChange(() => {
        this.#watchOwnFiles();
        void this.refresh();
      }),
    );
    this.#watchOwnFiles();
    void this.refresh();
  }

  /** Looks for files again and reads those that changed. */
  async refresh(): Promise<void> {
    const { UseFiles: Files } = await import("./useFiles.ts");
    this.#files ??= new Files({
      list: (signal) => this.#list(signal),
      read: (file, stamp) => this.#read(file, stamp),
      changed: () => this.#changed.fire(),
    });
    return this.#files.list();
  }

  dispose(): void {
    this.#files?.dispose();
    this.#listeners?.dispose();
    this.#ownWatchers.dispose();
    this.#changed.dispose();
  }

  #watchOwnFiles(): void {
    this.#ownWatchers.dispose();
    const watchers = ownFiles().map(({ kind, pattern }) => {
      const watcher = workspace.createFileSystemWatcher(pattern);
      const soon = (uri: Uri) => {
        const file = uri.toString();
        if (!this.#ownKinds.has(file)) this.#ownKinds.set(file, kind);
        this.#files?.changed(file);
      };
      return Disposable.from(watcher, watcher.onDidCreate(soon), watcher.onDidChange(soon));
    });
    this.#ownWatchers = Disposable.from(...watchers);
  }

  #noteDocument(document: TextDocument, isClosed = false): void {
    const file = document.uri.toString();
    const wasDirty = this.#dirty.has(file);
    if (document.isDirty && !isClosed) this.#dirty.set(file, document);
    else this.#dirty.delete(file);
    if (!wasDirty && !this.#dirty.has(file)) return;
    this.#touched(file);
    this.#documentChanged(document.uri, file);
  }

  #documentChanged(uri: Uri, file: string): void {
    const isOurs = mayNameImages(uri) || this.#ownKinds.has(file);
    if (isOurs && workspace.getWorkspaceFolder(uri) !== undefined) this.#files?.changed(file);
  }

  /** Reads again what takes something from a file. */
  #touched(source: string): void {
    for (const file of this.#dependents.get(source) ?? []) if (file !== source) this.#files?.stale(file);
  }

  async #list(signal: AbortSignal): Promise<{ files: readonly string[]; total: number }> {
    const { files, total } = await imageFiles(signal);
    this.#ownKinds.clear();
    for (const { uri, kind } of files) if (kind !== undefined) this.#ownKinds.set(uri.toString(), kind);
    return { files: files.map(({ uri }) => uri.toString()), total };
  }

  async #read(file: string, stamp: string | undefined): Promise<FileReading | "same"> {
    const document = this.#dirty.get(file);
    const kind = this.#ownKinds.get(file);
    if (document === undefined) {
      const read = await usesOnDisk(Uri.parse(file), kind, stamp);
      if (read !== "same") for (const source of read.sources ?? []) this.#noteDependent(source, file);
      return read;
    }
    const text = document.getText();
    const reading = await this.#index.read(document);
    const { usesIn } = await import("./useReading.ts");
    return { stamp: `typed ${document.version}`, uses: reading ? usesIn(text, reading.occurrences) : [] };
  }

  #noteDependent(source: string, file: string): void {
    const files = this.#dependents.get(source) ?? new Set();
    this.#dependents.set(source, files.add(file));
  }
}

function pathOf(file: string): string {
  return workspace.asRelativePath(Uri.parse(file));
}
