/** Keeps what the files of the workspace name up to date. Pure; knows no VS Code. */
import { mapParallel, pacing } from "../../core/async.ts";
import { ImageUses, type Use } from "./imageUses.ts";

/** Milliseconds in which changes of files gather: from the last one, and at most from the first one. */
const pause = 300;
const longestPause = 2000;
/** Milliseconds between two tellings while many files are read. */
const between = 700;
/** Milliseconds until the first ones of all files are told. */
const firstAfter = 150;
/** Changes above which all files are listed again: a branch was switched. */
const mostChanges = 500;
/** Files that are on their way from the disk at a time. */
const concurrency = 8;

/** The files there are: those that are read, in their order, and how many there would be. */
export type FileList = { readonly files: readonly string[]; readonly total: number };

/** What a file holds. `stamp` tells whether it is worth reading again. */
export type FileReading = {
  readonly stamp: string;
  readonly uses: readonly Use[];
  /** The URIs of all files that it would change with. */
  readonly sources?: ReadonlySet<string>;
};

export type UseSources = {
  /** Lists the files by their URIs. */
  readonly list: (signal: AbortSignal) => Promise<FileList>;
  /** Reads a file; "same" when it still has the stamp, undefined when it is gone or cannot be read. */
  readonly read: (file: string, stamp: string | undefined) => Promise<FileReading | "same" | undefined>;
  /** Called after something changed, seldom enough to draw it each time. */
  readonly changed: () => void;
};

/** Reads one batch after the other, so that what is older never comes after what is newer. */
export class UseFiles {
  readonly uses = new ImageUses();
  readonly #sources: UseSources;
  readonly #closed = new AbortController();
  /** Each file that was read, with the stamp it had then. */
  readonly #stamps = new Map<string, string>();
  /** Files to be read, whatever their stamps. */
  readonly #changes = new Set<string>();
  /** What went away and is no file that was read: folders, maybe. */
  readonly #gone = new Set<string>();
  #mustList = false;
  /** How many files there are beside those that are read. */
  #leftOut = 0;
  #working: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #firstChange = 0;
  #toldAt = 0;
  #isComplete = false;
  /** Whether there is something that was not told yet. */
  #isNew = false;

  constructor(sources: UseSources) {
    this.#sources = sources;
  }

  /** How many files were read, and how many there are beside them. */
  get counts(): { readonly read: number; readonly leftOut: number } {
    return { read: this.#stamps.size, leftOut: this.#leftOut };
  }

  /** Whether all files were read once. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Lists the files again and reads those that changed since; resolves when that is done. */
  list(): Promise<void> {
    this.#mustList = true;
    return this.#work();
  }

  /** Reads a file once changes have stopped coming for a moment. */
  changed(file: string): void {
    this.#noteChange(file);
    this.#workSoon();
  }

  /** As changed(), for a file that holds something else although it is the same: a file that it takes from changed. */
  stale(file: string): void {
    if (this.#stamps.has(file)) this.#stamps.set(file, "");
    this.changed(file);
  }

  /** Lists all files again once changes have stopped coming for a moment: there may be some that nobody tells of. */
  listSoon(): void {
    this.#mustList = true;
    this.#workSoon();
  }

  /** Forgets a file, or all files of a folder. */
  gone(path: string): void {
    this.#changes.delete(path);
    if (this.#stamps.has(path)) this.#forget(path);
    else this.#gone.add(path);
    // What is on its way may still bring it.
    if (this.#working !== undefined) this.#noteChange(path);
    this.#workSoon();
  }

  dispose(): void {
    this.#closed.abort();
    clearTimeout(this.#timer);
  }

  /** One that was left out, or is too much to look at alone, comes with all the others. */
  #noteChange(file: string): void {
    const isLeftOut = this.#leftOut > 0 && !this.#stamps.has(file);
    if (isLeftOut || this.#changes.size >= mostChanges) this.#mustList = true;
    else this.#changes.add(file);
  }

  #forget(file: string): void {
    // One that was left out has room now.
    if (this.#leftOut > 0) this.#mustList = true;
    this.#stamps.delete(file);
    this.#isNew = this.uses.delete(file) || this.#isNew;
  }

  #workSoon(): void {
    const now = performance.now();
    if (this.#timer === undefined) this.#firstChange = now;
    clearTimeout(this.#timer);
    const wait = Math.max(0, Math.min(pause, this.#firstChange + longestPause - now));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#work();
    }, wait);
  }

  #work(): Promise<void> {
    this.#working ??= this.#readAll().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  /** Never rejects: what cannot be listed or read is not there. */
  async #readAll(): Promise<void> {
    const { signal } = this.#closed;
    this.#toldAt = performance.now() - (this.#isComplete ? 0 : between - firstAfter);
    do {
      this.#forgetFolders();
      const changes = [...this.#changes];
      this.#changes.clear();
      for (const file of changes) this.#stamps.set(file, "");
      await this.#read(this.#mustList ? await this.#list(signal) : changes, signal);
    } while (!signal.aborted && (this.#mustList || this.#changes.size > 0));
    const isFirst = !this.#isComplete;
    this.#isComplete = true;
    if (this.#isNew || isFirst) this.#tell();
  }

  #forgetFolders(): void {
    if (this.#gone.size === 0) return;
    for (const file of [...this.#stamps.keys()]) {
      if (foldersOf(file).some((folder) => this.#gone.has(folder))) this.#forget(file);
    }
    this.#gone.clear();
  }

  /** Gives the files there are, and forgets those that are not there any more. */
  async #list(signal: AbortSignal): Promise<readonly string[]> {
    this.#mustList = false;
    const list = await this.#sources.list(signal).catch(() => undefined);
    // Nothing is known to be gone; the next change of a file asks again.
    if (list === undefined) return [...this.#stamps.keys()];
    const { files, total } = list;
    const listed = new Set(files);
    for (const file of [...this.#stamps.keys()]) {
      if (listed.has(file)) continue;
      this.#stamps.delete(file);
      this.#isNew = this.uses.delete(file) || this.#isNew;
    }
    this.#leftOut = Math.max(0, total - files.length);
    return files;
  }

  async #read(files: readonly string[], signal: AbortSignal): Promise<void> {
    const pace = pacing();
    const readOne = async (file: string) => {
      const read = await this.#sources.read(file, this.#stamps.get(file)).catch(() => undefined);
      this.#isNew = this.#take(file, read) || this.#isNew;
      if (this.#isNew && performance.now() - this.#toldAt > between) this.#tell();
      await pace();
    };
    await mapParallel(files, concurrency, readOne, signal).catch(() => []);
  }

  #take(file: string, read: FileReading | "same" | undefined): boolean {
    if (read === "same") return false;
    if (read === undefined) {
      this.#stamps.delete(file);
      return this.uses.delete(file);
    }
    this.#stamps.set(file, read.stamp);
    return this.uses.set(file, read.uses);
  }

  #tell(): void {
    this.#isNew = false;
    this.#toldAt = performance.now();
    if (!this.#closed.signal.aborted) this.#sources.changed();
  }
}

/** `a/b`, `a` of `a/b/c`. */
function foldersOf(file: string): readonly string[] {
  const folders: string[] = [];
  for (let at = file.lastIndexOf("/"); at > 0; at = file.lastIndexOf("/", at - 1))
    folders.push(file.slice(0, at));
  return folders;
}
