import {
  commands,
  type Disposable,
  Selection,
  type TextDocument,
  type TextEditor,
  window,
  workspace,
} from "vscode";
import { registerCommand } from "../commands.ts";

const image = "nginx:1.27";
const text = `# An example of Mooring's. Rest the mouse on the image, or press Ctrl+. on it.\nFROM ${image}\n`;

/** A file that is nowhere on disk, to try the first steps on: shows the hover of its image, or pins it. */
export function registerExample(): Disposable {
  let example: TextDocument | undefined;
  const open = async (): Promise<TextEditor> => {
    if (example === undefined || example.isClosed)
      example = await workspace.openTextDocument({ language: "dockerfile", content: text });
    const editor = await window.showTextDocument(example);
    const offset = example.getText().indexOf(image);
    const at = example.positionAt(Math.max(offset, 0) + 1);
    editor.selection = new Selection(at, at);
    return editor;
  };
  return registerCommand("mooring.openExample", async (then) => {
    await open();
    await commands.executeCommand(then === "pin" ? "mooring.pin" : "editor.action.showHover");
  });
}
