/** The tree of files: one tab stop, of which only the rows in sight are in the page. */
import type { FileAction, FileHandle, FileRow, FilesMessage, FilesOrder } from "../src/protocol/files.ts";
import { activeRows } from "./activeRows.ts";
import { el } from "./element.ts";
import { emptyLine, fileLine, headLine } from "./fileLine.ts";
import type { FileRowStore } from "./fileRowStore.ts";

export type FileTreeActs = {
  readonly store: FileRowStore;
  readonly choose: (key: string) => void;
  readonly toggle: (row: FileRow, isOpen: boolean) => void;
  readonly sort: (order: FilesOrder) => void;
  readonly act: (action: FileAction, file: FileHandle) => void;
};

/** A file with the handle that the host knows it by. */
export type SelectedFile = { readonly row: FileRow; readonly file: FileHandle };

/** Milliseconds within which two clicks are a double click. */
const twice = 400;
/** Milliseconds after which typing begins a new word. */
const pause = 800;

/** The tree. */
export function fileTree({ store, choose, toggle, sort, act }: FileTreeActs) {
  let selected: SelectedFile | undefined;
  let isRevealed = false;
  let clicked = { key: "", at: 0 };
  let typed = "";
  let typing: ReturnType<typeof setTimeout> | undefined;
  const head = headLine(sort);
  const grid = el("div", {
    class: "file-tree",
    role: "treegrid",
    tabindex: "0",
    "aria-label": "Files",
    "data-key": "files",
  });
  const rows = activeRows({
    grid,
    head: head.element,
    name: "file",
    build: (at) => {
      const row = store.at(at);
      return row === undefined ? emptyLine() : fileLine(row);
    },
    choose: select,
  });
  grid.addEventListener("click", ({ target, detail, timeStamp }) => {
    const row = store.known(rows.active());
    const isRow = target instanceof Element && target.closest("[data-row]") !== null;
    if (!isRow || detail > 1 || row?.isOpen === undefined) return;
    // The second click of two comes upon another row element when the first one opened the folder.
    const isSecond = row.key === clicked.key && timeStamp - clicked.at < twice;
    clicked = { key: row.key, at: timeStamp };
    if (!isSecond) toggle(row, !row.isOpen);
  });
  grid.addEventListener("dblclick", () => {
    if (selected?.row.isFile === true) act("openFile", selected.file);
  });
  grid.addEventListener("keydown", (event) => {
    if (event.target !== grid || event.altKey) return;
    const isCopy = (event.ctrlKey || event.metaKey) && event.key === "c";
    if (isCopy && selected !== undefined) act("copyFilePath", selected.file);
    else if (event.ctrlKey || event.metaKey || !press(event.key)) return;
    event.preventDefault();
  });
  return {
    element: grid,
    selected: () => selected,
    /** The position of the active row. */
    at: () => rows.active(),
    firstInSight: () => Math.max(0, Math.floor(grid.scrollTop / rowHeight) - margin),
    /** Other rows are on their way; `isWanted`: the one that is found is to be brought into sight. */
    expect: (order: FilesOrder, isWanted: boolean) => {
      head.show(order);
      isRevealed = isWanted;
    },
    show: ({ found }: FilesMessage, isFirst: boolean): void => {
      if (isFirst && found === undefined) selected = undefined;
      if (isFirst && isRevealed && found === undefined) grid.scrollTop = 0;
      rows.show(store.total());
      if (found !== undefined) {
        rows.goTo(found, isRevealed || !isFirst);
        note(found);
        if (!isFirst) choose(selected?.row.key ?? "");
      } else if (isFirst) rows.goTo(0, false);
      else note(rows.active());
      isRevealed = false;
    },
  };

  /** The row at a position is the one that is selected, if it is here. */
  function note(at: number): void {
    const row = store.known(at);
    if (row !== undefined) selected = { row, file: { row: at, key: row.key } };
  }

  function select(at: number): void {
    note(at);
    if (selected?.file.row === at) choose(selected.row.key);
  }

  /** Does what a key means; false when it means nothing here. */
  function press(key: string): boolean {
    const at = rows.active();
    const row = store.known(at);
    if (row === undefined) return false;
    const { isOpen, parent } = row;
    switch (key) {
      case "ArrowRight":
        if (isOpen === false) toggle(row, true);
        else if (isOpen === true && at + 1 < store.total()) go(at + 1);
        return true;
      case "ArrowLeft":
        if (isOpen === true) toggle(row, false);
        else if (parent !== undefined) go(parent);
        return true;
      case "Enter":
        if (isOpen !== undefined) toggle(row, !isOpen);
        else if (row.isFile) act("openFile", { row: at, key: row.key });
        return true;
      default:
        return typeAhead(key, at);
    }
  }

  function go(at: number): void {
    rows.goTo(at, true);
    select(at);
  }

  function typeAhead(key: string, at: number): boolean {
    if ([...key].length !== 1 || (key === " " && typed === "")) return false;
    clearTimeout(typing);
    typing = setTimeout(() => {
      typed = "";
    }, pause);
    typed += key;
    store.seek({ start: typed, at: typed.length === 1 ? at + 1 : at });
    return true;
  }
}

/** As virtualRows.ts draws them. */
const rowHeight = 27;
const margin = 20;
