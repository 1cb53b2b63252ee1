import { Disposable, type Event, EventEmitter, type Uri, workspace } from "vscode";
import type { Reference } from "../core/reference/reference.ts";
import { ImageUses } from "./imageUses.ts";
import { imageFiles, imagesIn, mayNameImages } from "./workspaceImages.ts";

/** Milliseconds in which changes of files gather. */
const pause = 500;

/** What the files of the workspace name, from the first time that it matters on. Reads nothing before start(). */
export class WorkspaceUses implements Disposable {
  readonly #uses = new ImageUses();
  readonly #changed = new EventEmitter<void>();
  readonly #closed = new AbortController();
  /** Files to be read again, by their URI. */
  readonly #waiting = new Map<string, Uri>();
  #listeners: Disposable | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Fires when files name other tags than before. */
  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  /** The files that name a tag, by their paths in the workspace. */
  filesNaming(reference: Reference): readonly string[] {
    return this.#uses.filesNaming(reference);
  }

  /** Reads the workspace's files, and from now on each that changes. The second time it does nothing. */
  start(): void {
    if (this.#listeners !== undefined) return;
    const watcher = workspace.createFileSystemWatcher("**/*");
    this.#listeners = Disposable.from(
      watcher,
      watcher.onDidCreate((uri) => this.#readSoon(uri)),
      watcher.onDidChange((uri) => this.#readSoon(uri)),
      watcher.onDidDelete((uri) => {
        this.#waiting.delete(uri.toString());
        if (this.#uses.delete(pathOf(uri))) this.#changed.fire();
      }),
      workspace.onDidChangeWorkspaceFolders(() => this.#readAll()),
    );
    void this.#readAll();
  }

  dispose(): void {
    this.#closed.abort();
    clearTimeout(this.#timer);
    this.#listeners?.dispose();
    this.#changed.dispose();
  }

  async #readAll(): Promise<void> {
    this.#uses.clear();
    this.#changed.fire();
    // Listing fails only when the window closes.
    const files = await imageFiles(this.#closed.signal).catch(() => []);
    await this.#read(files);
  }

  #readSoon(uri: Uri): void {
    if (!mayNameImages(uri)) return;
    this.#waiting.set(uri.toString(), uri);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const files = [...this.#waiting.values()];
      this.#waiting.clear();
      void this.#read(files);
    }, pause);
  }

  async #read(files: readonly Uri[]): Promise<void> {
    let isNew = false;
    for (const uri of files) {
      const images = await imagesIn(uri).catch(() => []);
      if (this.#closed.signal.aborted) return;
      isNew = this.#uses.set(pathOf(uri), images) || isNew;
    }
    if (isNew) this.#changed.fire();
  }
}

function pathOf(uri: Uri): string {
  return workspace.asRelativePath(uri);
}
