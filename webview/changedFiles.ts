/** The files that two images do not have in common, read on request. */
import type {
  CompareFiles,
  CompareFilesView,
  CompareRowsMessage,
  FileChangeMark,
} from "../src/protocol/compareFiles.ts";
import { type ChangeTree, changeTree } from "./changeTree.ts";
import { filterField, pressButton } from "./controls.ts";
import { type Child, el } from "./element.ts";
import { marks } from "./marks.ts";
import type { ComparePage } from "./page.ts";
import { type Part, region } from "./region.ts";
import { requestHead } from "./requestHead.ts";

/** What the section shows; `titles` are what the sides are called. */
export type ShownFiles = {
  readonly files: CompareFiles | undefined;
  readonly titles: readonly [string, string];
};

export type ChangedFilesPart = Part<ShownFiles> & {
  /** Takes rows that the host sent. */
  readonly take: (message: CompareRowsMessage) => void;
};

/** Milliseconds of rest before what is typed is looked for. */
const pause = 150;

/** The section: what comparing costs, how far it is, and then the files. */
export function changedFilesPart(page: ComparePage): ChangedFilesPart {
  const head = el("div", { class: "line", role: "status" });
  const notes = el("div", { class: "notes" });
  const kinds = el("div", { class: "line" });
  const found = el("span", { class: "faint", role: "status" });
  const field = fieldOf(page, () => redraw());
  const tools = el("div", { class: "line files-toolbar", hidden: "" }, kinds, field, found);
  const place = el("div", {});
  const element = el(
    "section",
    { class: "files changed-files", "aria-label": "Files" },
    el("h2", {}, "Files"),
    head,
    notes,
    tools,
    place,
  );
  const updateHead = region(head);
  const updateNotes = region(notes);
  const updateKinds = region(kinds);
  let view: CompareFilesView | undefined;
  let titles: readonly [string, string] = ["Old", "Now"];
  let asked = "";
  let tree: (ChangeTree & { readonly key: string }) | undefined;
  const redraw = () => {
    const count = tree?.show();
    const words = count === 0 ? "No file is like this." : "";
    if (found.textContent !== words) found.textContent = words;
    const { hidden, isLargest } = page.view().files;
    updateKinds([view?.kinds ?? "", hidden, isLargest], () => kindsOf(view));
    tools.toggleAttribute("hidden", tree === undefined);
  };
  const wishFor = (change: Partial<ReturnType<typeof page.view>["files"]>) => {
    page.keep({ files: { ...page.view().files, ...change } });
    redraw();
  };
  return {
    element,
    show: ({ files, titles: named }) => {
      element.toggleAttribute("hidden", files === undefined);
      view = files?.kind === "read" ? files.view : undefined;
      titles = named;
      updateHead(view === undefined ? (files ?? "") : view.text, () => headOf(files, page));
      updateNotes(
        view?.notes ?? "",
        () => view?.notes.map((note) => el("p", { class: "faint" }, note)) ?? [],
      );
      if (view === undefined || view.key !== tree?.key) {
        tree = undefined;
        place.replaceChildren();
        redraw();
      }
      if (view === undefined || view.kinds.length === 0 || tree !== undefined || asked === view.key) return;
      asked = view.key;
      page.send({ type: "askRows", key: view.key });
    },
    take: (message) => {
      asked = "";
      if (message.key !== view?.key) return;
      const { key } = message;
      const open = (row: number) => page.send({ type: "openFile", key, row });
      const wish = () => page.view().files;
      tree = { key, ...changeTree(message, { titles, wish, wishFor, open }) };
      place.replaceChildren(tree.element);
      redraw();
    },
  };

  function kindsOf(shown: CompareFilesView | undefined): readonly Child[] {
    const { hidden, isLargest } = page.view().files;
    return [
      ...(shown?.kinds ?? []).map(({ mark, text, size }) =>
        pressButton(
          `show-${mark}`,
          !hidden.includes(mark),
          () => wishFor({ hidden: other(hidden, mark) }),
          `${marks[mark][0]} ${text}${size === undefined ? "" : `, ${size}`}`,
        ),
      ),
      pressButton("largest", isLargest, () => wishFor({ isLargest: !isLargest }), "Largest first"),
    ];
  }
}

function other(hidden: readonly FileChangeMark[], mark: FileChangeMark): readonly FileChangeMark[] {
  return hidden.includes(mark) ? hidden.filter((one) => one !== mark) : [...hidden, mark];
}

/** The field stays while what is beside it is drawn anew. */
function fieldOf(page: ComparePage, redraw: () => void): HTMLElement {
  const field = filterField({
    label: "Filter by part of a path",
    key: "filter-changes",
    pause,
    take: (text) => {
      page.keep({ files: { ...page.view().files, text } });
      redraw();
    },
  });
  field.show(page.view().files.text);
  return field.element;
}

/** Whatever can be done has one key, so that the focus stays. */
const key = "compare-files";

function headOf(files: CompareFiles | undefined, { send }: ComparePage): readonly Child[] {
  return requestHead(files, {
    key,
    start: { text: "Compare files", appearance: "secondary", act: () => send({ type: "compareFiles" }) },
    stop: { label: "Stop comparing files", act: () => send({ type: "cancelFiles" }) },
    // The focus comes here when the button that had it is gone.
    read: ({ text }) => [el("span", { class: "total", tabindex: "-1", "data-key": key }, text)],
  });
}
