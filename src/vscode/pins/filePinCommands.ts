import { Disposable, FileType, type Uri, window, workspace } from "vscode";
import { registerCommand } from "../commands.ts";
import { workspaceFiles } from "../documents/workspaceImages.ts";
import { placesToChange } from "./manyPins.ts";
import { tell } from "./pin.ts";
import type { ChangeOptions, FindTargets, Target } from "./pinFiles.ts";
import type { PinChange } from "./pinOptions.ts";
import { type PinParts, selectionIn } from "./pinParts.ts";

/** The commands that pin or update all of a file, of folders and of the workspace. */
export function registerFilePinCommands(parts: PinParts): Disposable {
  const run = async (change: PinChange, find: FindTargets, options: ChangeOptions) => {
    const { pinFiles, updateFiles } = await import("./pinFiles.ts");
    return (change === "pin" ? pinFiles : updateFiles)(parts, find, options);
  };
  const inFile = (change: PinChange) => async (uri?: Uri, uris?: readonly Uri[]) => {
    const chosen = uris ?? (uri === undefined ? [] : [uri]);
    if (chosen.length > 0) return run(change, inPlaces(change, chosen), inReview("what was chosen"));
    const document = window.activeTextEditor?.document;
    if (document === undefined || (await parts.index.read(document)) === undefined)
      return tell("Open a file that names images first.");
    return run(change, async () => [{ uri: document.uri }], { where: "this file", review: false });
  };
  const inFolder = (change: PinChange) => (uri?: Uri, uris?: readonly Uri[]) => {
    const chosen = uris ?? (uri === undefined ? [] : [uri]);
    return chosen.length > 0 && run(change, inPlaces(change, chosen), inReview("this folder"));
  };
  const inWorkspace = (change: PinChange) => () => run(change, inPlaces(change), inReview("the workspace"));
  return Disposable.from(
    registerCommand("mooring.pinAllInFile", inFile("pin")),
    registerCommand("mooring.updateAllInFile", inFile("update")),
    registerCommand("mooring.pinAllInFolder", inFolder("pin")),
    registerCommand("mooring.updateAllInFolder", inFolder("update")),
    registerCommand("mooring.pinAllInWorkspace", inWorkspace("pin")),
    registerCommand("mooring.updateAllInWorkspace", inWorkspace("update")),
  );
}

function inReview(where: string): ChangeOptions {
  return { where, review: true };
}

/**
 * The container files in folders, and those chosen themselves; without any, those of the workspace. Only what has
 * something to change is opened.
 */
function inPlaces(change: PinChange, places?: readonly Uri[]): FindTargets {
  return async (signal) => {
    const found = new Map<string, Target>();
    const add = (uri: Uri) => found.set(uri.toString(), { uri });
    const folders: (Uri | undefined)[] = places === undefined ? [undefined] : [];
    for (const place of places ?? [])
      if (((await workspace.fs.stat(place)).type & FileType.Directory) !== 0) folders.push(place);
      else add(place);
    for (const folder of folders)
      for (const { uri, text, reading } of await workspaceFiles(signal, folder))
        if (placesToChange(change, { text, ...reading }, selectionIn(uri)).length > 0) add(uri);
    return [...found.values()];
  };
}
