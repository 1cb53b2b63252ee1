/** The files of an image, as the image details show them. */
import type { ReadOnRequest } from "./shown.ts";

/** What can be done about files. */
export type FilesIntent =
  /** The person sees the tab: what was listed before is shown. */
  | { readonly type: "openFiles" }
  /** Reads the layers that were not listed before. */
  | { readonly type: "listFiles" }
  /** The page has not got rows that it shows. */
  | { readonly type: "askFiles"; readonly ask: FilesAsk }
  | { readonly type: "askWaste"; readonly key: string; readonly from: number }
  | { readonly type: FileAction; readonly file: FileHandle };

export type FileAction = "openFile" | "saveFile" | "copyFilePath";

/** Which files of the image are looked at: those of all its layers, as they are up to one, or what one did. */
export type FilesScope = "all" | "upTo" | "only";

export type FilesOrder = "name" | "size";

/** What the person wants to see. */
export type FilesWish = {
  readonly scope: FilesScope;
  /** The layer's number, for `upTo` and `only`. */
  readonly layer: number;
  /** Part of a path; empty for all. */
  readonly text: string;
  /** Only what the layer changed. */
  readonly isChanged: boolean;
  readonly order: FilesOrder;
  /** Folders by their keys: those that are open, and, of those that a search opens, those that are not. */
  readonly open: readonly string[];
  readonly shut: readonly string[];
};

export type FilesAsk = {
  /** Counts up; the answer says it again. */
  readonly number: number;
  readonly wish: FilesWish;
  /** The first row that is wanted. */
  readonly from: number;
  /** A row to be found from a row on, which it may be itself: by its key, or by how its name begins. */
  readonly seek?: FilesSeek | undefined;
};

export type FilesSeek = { readonly at: number } & ({ readonly key: string } | { readonly start: string });

/** A row of the answer given last. The key tells whether it is the one that is meant. */
export type FileHandle = { readonly row: number; readonly key: string };

/** The tab. */
export type DetailsFiles = ReadOnRequest<FilesView>;

export type FilesView = {
  /** Of what the rows are: with another key there are others. */
  readonly key: string;
  /** `6,767 files and folders, 191.7 MB`. */
  readonly text: string;
  /** The layers that are listed. */
  readonly layers: readonly FilesLayer[];
  /** Layers that are not listed, or not to their end, and why. */
  readonly notices: readonly string[];
  /** What listing the layers that are not listed costs; absent when there is none that could be. */
  readonly rest?: string;
  readonly waste: FilesWaste;
};

export type FilesLayer = {
  readonly number: number;
  /** `2: RUN apt-get update`. */
  readonly name: string;
};

export type FilesWaste = {
  /** `12.3 MB of 191.7 MB wasted in 14 files: 93.5% efficient.` */
  readonly text: string;
  /** How many rows there are: `WasteMessage`. */
  readonly rows: number;
  /** From 0 to 1. */
  readonly efficiency: number;
};

/** Host to webview: some of the rows that were asked for by this number. */
export type FilesMessage = {
  readonly type: "files";
  readonly number: number;
  /** How many rows there are. */
  readonly total: number;
  /** The position of the first of these. */
  readonly from: number;
  readonly rows: readonly FileRow[];
  /** The position of the row that was to be found. */
  readonly found?: number;
  /** How many files and folders were found; absent when nothing was looked for. */
  readonly matches?: number;
};

/** Host to webview: some of the rows of wasted space, most first. */
export type WasteMessage = {
  readonly type: "waste";
  readonly key: string;
  readonly from: number;
  readonly rows: readonly WastedFile[];
};

export type FileMark = "added" | "changed" | "removed";

export type FileRow = {
  /** The same for a path in all layers and images. */
  readonly key: string;
  readonly level: number;
  /** Its place among those of its folder, from 1, and how many they are. */
  readonly place: number;
  readonly siblings: number;
  /** The position of its folder's row. */
  readonly parent?: number;
  /** Absent for what is no folder. */
  readonly isOpen?: boolean;
  readonly name: string;
  readonly path: string;
  readonly mark?: FileMark;
  /** Whether it is here only because of what is in it. */
  readonly isFaint: boolean;
  /** `–` for what has no content. */
  readonly size: string;
  /** Of all files that are looked at, from 0 to 1. */
  readonly share: number;
  /** `-rw-r--r--`. */
  readonly mode: string;
  /** `0:0`. */
  readonly owner: string;
  /** `2026-11-23 14:02`, in UTC. */
  readonly modified: string;
  /** `→ usr/bin`, `hard link to /bin/sh`. */
  readonly link?: string;
  /** The number of the layer that wrote it last; absent for a folder that none wrote. */
  readonly layer?: number;
  /** Whether it has content that can be opened. */
  readonly isFile: boolean;
};

export type WastedFile = {
  readonly path: string;
  readonly size: string;
  /** Of the largest, from 0 to 1. */
  readonly share: number;
  /** `2 copies, 1 kept`, `removed by layer 3`. */
  readonly text: string;
  /** Where the tree has it: the layer up to which it is looked at (absent: all), its key, and those of its folders. */
  readonly layer?: number;
  readonly key: string;
  readonly folders: readonly string[];
};
