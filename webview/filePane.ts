/** The file that is selected, and what can be done with it. */
import type { FileAction, FileHandle, FilesView } from "../src/protocol/files.ts";
import { type Child, el, linkButton } from "./element.ts";
import type { SelectedFile } from "./fileTree.ts";
import { type Part, region } from "./region.ts";

const words: { readonly [Action in FileAction]: string } = {
  openFile: "Open",
  saveFile: "Save as…",
  copyFilePath: "Copy path",
};

/** The pane under the tree. */
export function filePane(
  act: (action: FileAction, file: FileHandle) => void,
): Part<{ readonly file: SelectedFile | undefined; readonly view: FilesView | undefined }> {
  const element = el("aside", { class: "file-pane", "aria-label": "Selected file" });
  const update = region(element);
  return {
    element,
    show: ({ file, view }) => {
      element.toggleAttribute("hidden", file === undefined);
      update(file === undefined || view === undefined ? "" : [file, view.layers], () =>
        file === undefined || view === undefined ? [] : content(file, view, act),
      );
    },
  };
}

function content(
  { row, file }: SelectedFile,
  { layers }: FilesView,
  act: (action: FileAction, file: FileHandle) => void,
): readonly Child[] {
  const layer = layers.find(({ number }) => number === row.layer);
  const facts = [
    row.mark,
    row.size === "–" ? undefined : row.size,
    row.mode === "" ? undefined : row.mode,
    row.owner === "" ? undefined : `owner ${row.owner}`,
    row.modified === "" ? undefined : `${row.modified} UTC`,
    layer && `layer ${layer.name}`,
  ];
  const actions = ["openFile", "saveFile", "copyFilePath"] as const;
  const offered = actions.filter((action) => action === "copyFilePath" || row.isFile);
  return [
    el(
      "div",
      { class: "mono" },
      row.path,
      row.link === undefined ? undefined : el("span", { class: "faint" }, ` ${row.link}`),
    ),
    el(
      "div",
      { class: "faint dotted" },
      ...facts.flatMap((fact) => (fact === undefined ? [] : [el("span", {}, fact)])),
    ),
    el(
      "div",
      { class: "line" },
      ...offered.map((action) => linkButton(words[action], {}, action, () => act(action, file))),
    ),
  ];
}
