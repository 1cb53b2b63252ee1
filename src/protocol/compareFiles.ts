/** The files that two images do not have in common. */
import type { ReadOnRequest } from "./shown.ts";

/** What can be done about files. */
export type CompareFilesIntent =
  | { readonly type: "compareFiles" | "cancelFiles" }
  /** The page has not got the rows of this key. */
  | { readonly type: "askRows"; readonly key: string }
  /** The number of a row, from 0, among those of the key. */
  | { readonly type: "openFile"; readonly key: string; readonly row: number };

/** The section. */
export type CompareFiles = ReadOnRequest<CompareFilesView>;

export type CompareFilesView = {
  /** Of what the rows are: with another key there are others. */
  readonly key: string;
  /** `+12.3 MB, −4.0 MB`. */
  readonly text: string;
  /** In the order of their buttons; without those that nothing has. */
  readonly kinds: readonly CompareFilesMark[];
  /** What is the same, what was written again, and what could not be compared. */
  readonly notes: readonly string[];
};

export type FileChangeMark = "added" | "changed" | "removed";

export type CompareFilesMark = {
  readonly mark: FileChangeMark;
  /** `12 new`. */
  readonly text: string;
  /** `+12.3 MB`; absent when it comes to nothing. */
  readonly size?: string;
};

/** Host to webview, when the page asks for it: all rows. */
export type CompareRowsMessage = {
  readonly type: "compareRows";
  readonly key: string;
  readonly rows: readonly CompareFileRow[];
};

/** In the order of their paths, each directory before what is in it. */
export type CompareFileRow = {
  /** `within` is a directory that is the same itself. */
  readonly mark: FileChangeMark | "within";
  /** 1 for what is in the root. */
  readonly level: number;
  readonly name: string;
  /** Sizes; absent for what has none. */
  readonly old?: string;
  readonly now?: string;
  /** `+1.2 MB`; of a directory with all below it. Absent when it is as large as before. */
  readonly difference?: string;
  /** Bytes that came or went, to sort by. */
  readonly weight: number;
  /** `content, mode 0644 → 0755`; of a directory `12 new, 3 changed`. */
  readonly text: string;
  /** Whether it is a file that can be opened. */
  readonly isFile: boolean;
};
