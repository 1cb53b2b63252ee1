import { Disposable, type TextEditor, window } from "vscode";
import { referenceOf } from "../../core/pinning/plan.ts";
import { nameOf } from "../../core/pinning/question.ts";
import { registerCommand } from "../commands.ts";
import { type DocumentIndex, isAddress, type Located } from "../documents/documentIndex.ts";
import { applyTo, changedMeanwhile, changeOne, tell, unpinOne } from "./pin.ts";
import { type PinChange, platformsInUse } from "./pinOptions.ts";
import { optionsIn, type PinParts, tagWorld } from "./pinParts.ts";
import { askForSetting, pinSetting, unpinSetting } from "./pinSetting.ts";
import type { Outcome } from "./tagFlows.ts";

/** Loaded when another tag or a platform is wanted for the first time. */
const flows = () => import("./tagFlows.ts");

/** The commands on one reference, from the command palette (at the cursor) and from hovers (at an address). */
export function registerPinCommands(parts: PinParts): Disposable {
  const { index, lookup, ask } = parts;
  const world = tagWorld(parts);
  const on = (act: (located: Located) => Promise<unknown>) => async (address?: unknown) => {
    const located = isAddress(address) ? await index.locate(address) : await atCursor(index);
    if (located !== undefined) return act(located);
    return tell(address === undefined ? "Put the cursor on an image reference first." : changedMeanwhile);
  };
  const writing = (find: (located: Located) => Promise<Outcome> | Outcome) =>
    on(async (located) => applyTo(located, await find(located)));
  const specific = (located: Located) =>
    ask.working(`Looking for the most specific tag of ${named(located)}...`, async (signal) =>
      (await flows()).asSpecificTag(world, located, undefined, signal),
    );
  const newer = async (located: Located) => (await flows()).toNewerTag(world, located);
  const platform = async (located: Located) =>
    (await flows()).toPlatform(world, located, optionsIn(located.document.uri));
  return Disposable.from(
    registerCommand(
      "mooring.pin",
      on(async (located) => {
        if (askForSetting(located, () => pinSetting(lookup, located))) return;
        return applyTo(located, await pin(parts, located));
      }),
    ),
    registerCommand("mooring.pinInEnvFile", (address, shown) =>
      on((located) => pinSetting(lookup, located, typeof shown === "string" ? shown : undefined))(address),
    ),
    registerCommand("mooring.unpinInEnvFile", on(unpinSetting)),
    registerCommand(
      "mooring.updatePin",
      writing((located) => change(parts, "update", located)),
    ),
    registerCommand("mooring.unpin", writing(unpinOne)),
    registerCommand("mooring.pinAsSpecificTag", writing(specific)),
    registerCommand("mooring.pinToPlatform", writing(platform)),
    registerCommand("mooring.chooseNewerTag", writing(newer)),
    registerCommand(
      "mooring.ignoreImage",
      on(async (located) => (await import("./ignoreCommand.ts")).ignoreImage(ask, located)),
    ),
  );
}

/** Asks for the platform where the settings want one, do not say which, and there is more than one. */
async function pin(parts: PinParts, located: Located): Promise<Outcome> {
  const { occurrence, document } = located;
  const options = optionsIn(document.uri);
  const reference = referenceOf(occurrence);
  const { platform } = occurrence;
  const question = reference && { reference, ...(platform !== undefined && { platform }) };
  const asks = options.target === "platform" && question && platformsInUse(question, options).length === 0;
  const outcome = await change(parts, "pin", located);
  if (!asks || typeof outcome !== "string") return outcome;
  return (await flows()).toPlatform(tagWorld(parts), located, options);
}

function change({ ask, lookup }: PinParts, kind: PinChange, located: Located): Promise<Outcome> {
  return ask.working(`Looking up ${named(located)}...`, (signal) => changeOne(kind, lookup, located, signal));
}

async function atCursor(index: DocumentIndex): Promise<Located | undefined> {
  const editor: TextEditor | undefined = window.activeTextEditor;
  return editor && index.at(editor.document, editor.selection.active);
}

function named({ occurrence }: Located): string {
  const reference = referenceOf(occurrence);
  return reference === undefined ? occurrence.text : nameOf(reference);
}
