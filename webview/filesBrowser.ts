/** The files that were listed: what to look at, the tree, the file selected, and wasted space. */
import type { FilesMessage, FilesSeek, FilesView, FilesWish, WastedFile } from "../src/protocol/files.ts";
import { el } from "./element.ts";
import { filePane } from "./filePane.ts";
import { fileRowStore } from "./fileRowStore.ts";
import { filesToolbar } from "./filesToolbar.ts";
import { type FilesChoice, firstChoice, withFolders } from "./filesWish.ts";
import { fileTree } from "./fileTree.ts";
import { fileWaste } from "./fileWaste.ts";
import { onFiles } from "./host.ts";
import type { Page } from "./page.ts";
import type { Part } from "./region.ts";

/** The browser; hidden while there is nothing to show. */
export function filesBrowser(page: Page): Part<FilesView | undefined> {
  let view: FilesView | undefined;
  const choice = () => page.view().files ?? firstChoice;
  const keep = (change: Partial<FilesChoice>) => page.keep({ files: { ...choice(), ...change } });
  const store = fileRowStore((number, from, seek) => {
    page.send({ type: "askFiles", ask: { number, wish: wishFor(view), from, ...(seek && { seek }) } });
  });
  /** What is wanted, of the layers that there are. */
  const wishFor = (shown: FilesView | undefined): FilesWish => {
    const { wish } = choice();
    const isThere = shown?.layers.some(({ number }) => number === wish.layer) === true;
    return isThere || wish.scope === "all" ? wish : { ...wish, layer: shown?.layers.at(-1)?.number ?? 1 };
  };
  const tree = fileTree({
    store,
    choose: (key) => {
      keep({ selected: key });
      showPane();
    },
    toggle: ({ key }, isOpen) => want(withFolders(choice().wish, [key], isOpen)),
    sort: (order) => want({ ...choice().wish, order }, { isRevealed: true }),
    act: (action, file) => page.send({ type: action, file }),
  });
  const pane = filePane((action, file) => page.send({ type: action, file }));
  const toolbar = filesToolbar((change) =>
    want({ ...choice().wish, shut: [], ...change }, { isRevealed: true }),
  );
  const waste = fileWaste(page, {
    isOpen: () => choice().isWasteOpen,
    open: (isWasteOpen) => keep({ isWasteOpen }),
    reveal,
  });
  const element = el(
    "div",
    { class: "files-browser", hidden: "" },
    waste.element,
    toolbar.element,
    tree.element,
    pane.element,
  );
  onFiles((message) => {
    if (message.type === "waste") waste.receive(message);
    else receive(message);
  });
  return {
    element,
    show: (next) => {
      const isOther = next?.key !== view?.key;
      view = next;
      element.toggleAttribute("hidden", next === undefined);
      waste.show(next);
      if (next === undefined) return;
      toolbar.show({ view: next, wish: wishFor(next) });
      if (isOther) ask({ isRevealed: false });
      showPane();
    },
  };

  function receive(message: FilesMessage): void {
    const isFirst = store.take(message);
    if (isFirst === undefined) return;
    tree.show(message, isFirst);
    toolbar.tell(message, choice().wish);
    showPane();
  }

  function want(wish: FilesWish, options: { readonly isRevealed?: boolean } = {}): void {
    keep({ wish });
    if (view !== undefined) toolbar.show({ view, wish: wishFor(view) });
    ask({ isRevealed: options.isRevealed === true });
  }

  /** Asks for the rows anew; the row that is selected stays so, wherever it is then. */
  function ask({ isRevealed }: { readonly isRevealed: boolean }): void {
    const { selected, wish } = choice();
    const seek: FilesSeek | undefined = selected === undefined ? undefined : { key: selected, at: tree.at() };
    tree.expect(wish.order, isRevealed);
    store.renew(tree.firstInSight(), seek);
  }

  function reveal({ layer, key, folders }: WastedFile): void {
    const { wish } = choice();
    const scope = layer === undefined ? "all" : "upTo";
    keep({ selected: key });
    const shown = { ...wish, scope, layer: layer ?? wish.layer, text: "", isChanged: false } as const;
    want(withFolders(shown, folders, true), { isRevealed: true });
  }

  function showPane(): void {
    pane.show({ file: tree.selected(), view });
  }
}
