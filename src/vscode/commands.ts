import { commands, type Disposable, type Uri, window } from "vscode";
import { isAbort } from "../core/errors.ts";
import { explain } from "../core/explain.ts";
import type { ExplorerNode } from "../core/explorer/node.ts";
import type { OccurrenceAddress } from "./documents/documentIndex.ts";
import type { UseNode } from "./images/useRows.ts";
import { log } from "./log.ts";
import { plain } from "./markdown.ts";

/**
 * Every command with the arguments that menus, code actions and hovers hand it. The test of contributions holds
 * this table against package.json. A row command without a row does nothing.
 */
export type Commands = {
  "mooring.addRegistry": [];
  "mooring.searchImages": [];
  "mooring.addDockerHub": [];
  "mooring.addDockerLogins": [];
  "mooring.removeRegistry": [node?: ExplorerNode];
  "mooring.signIn": [node?: ExplorerNode];
  "mooring.signOut": [node?: ExplorerNode];
  "mooring.addRepository": [node?: ExplorerNode];
  "mooring.refresh": [node?: ExplorerNode];
  "mooring.retry": [node?: ExplorerNode];
  "mooring.loadMore": [node?: ExplorerNode];
  /** On the list that the row is in, else the one that is selected. */
  "mooring.filter": [node?: ExplorerNode];
  "mooring.clearFilter": [node?: ExplorerNode];
  "mooring.sortTags": [];
  "mooring.showDigests": [node?: ExplorerNode];
  /** A row of the tree, or a reference as text from a hover or code action; without either, the user is asked. */
  "mooring.openDetails": [what?: ExplorerNode | string];
  /** As openDetails; opens the findings, and scans with a program that the user has run before. */
  "mooring.scanImage": [what?: ExplorerNode | string];
  /** Without an address: the pin at the cursor. */
  "mooring.showWhatChanged": [address?: OccurrenceAddress];
  /** Two rows, or one and the other is asked for, or both are. */
  "mooring.compareImages": [node?: ExplorerNode, nodes?: readonly ExplorerNode[]];
  /** A row, or a reference as text from a hover. */
  "mooring.compareWith": [what?: ExplorerNode | string];
  /** The row that was clicked, and all that are selected when it is among them. */
  "mooring.copyReference": [node?: ExplorerNode, nodes?: readonly ExplorerNode[]];
  "mooring.copyPinnedReference": [node?: ExplorerNode, nodes?: readonly ExplorerNode[]];
  /** Rows of the tree, a reference as text, or a document of the scheme `mooring` by its tab. */
  "mooring.copyDigest": [what?: ExplorerNode | string | Uri, nodes?: readonly ExplorerNode[]];
  "mooring.copyPullCommand": [node?: ExplorerNode, nodes?: readonly ExplorerNode[]];
  /** The rows that name images; of several, those that a command takes one by one are those of one repository. */
  "mooring.addTag": [node?: ExplorerNode, nodes?: readonly ExplorerNode[]];
  "mooring.deleteTag": [node?: ExplorerNode, nodes?: readonly ExplorerNode[]];
  "mooring.deleteDigest": [node?: ExplorerNode, nodes?: readonly ExplorerNode[]];
  "mooring.copyImageTo": [node?: ExplorerNode, nodes?: readonly ExplorerNode[]];
  "mooring.insertPinnedReference": [node?: ExplorerNode, nodes?: readonly ExplorerNode[]];
  "mooring.openInBrowser": [node?: ExplorerNode];
  "mooring.pullInTerminal": [node?: ExplorerNode];
  "mooring.openManifest": [node?: ExplorerNode];
  "mooring.openConfiguration": [node?: ExplorerNode];
  "mooring.openAttached": [node?: ExplorerNode];
  "mooring.showPackages": [node?: ExplorerNode];
  "mooring.showProvenance": [node?: ExplorerNode];
  "mooring.showSignature": [node?: ExplorerNode];
  "mooring.showContents": [node?: ExplorerNode];
  /** In the image of a row, of a reference as text, of a file's tab or of the one in front; else the user is asked. */
  "mooring.findFile": [what?: ExplorerNode | string | Uri];
  /** A file of an image by its tab; without, the one in front. */
  "mooring.saveFile": [file?: Uri];
  "mooring.compareFile": [file?: Uri];
  /** Without an address: the reference at the cursor. */
  "mooring.pin": [address?: OccurrenceAddress];
  /** The env file that an image of a compose project takes its value from; `shown` is the digest that was offered. */
  "mooring.pinInEnvFile": [address?: OccurrenceAddress, shown?: string];
  "mooring.unpinInEnvFile": [address?: OccurrenceAddress];
  "mooring.updatePin": [address?: OccurrenceAddress];
  "mooring.groupByImage": [];
  "mooring.groupByFile": [];
  "mooring.filterImages": [];
  "mooring.clearImagesFilter": [];
  "mooring.refreshImages": [];
  /** Shows the active file in the Images view. */
  "mooring.showInImages": [];
  /** Rows of the Images view: the one that was clicked, and all that are selected when it is among them. */
  "mooring.pinUses": [node?: UseNode, nodes?: readonly UseNode[]];
  /** Pins whose tags moved. */
  "mooring.updateUses": [node?: UseNode, nodes?: readonly UseNode[]];
  "mooring.ignoreUse": [node?: UseNode, nodes?: readonly UseNode[]];
  "mooring.unpinUses": [node?: UseNode, nodes?: readonly UseNode[]];
  /** For the first place that moved. */
  "mooring.showUseChanges": [node?: UseNode, nodes?: readonly UseNode[]];
  "mooring.openUseDetails": [node?: UseNode, nodes?: readonly UseNode[]];
  "mooring.copyUseReference": [node?: UseNode, nodes?: readonly UseNode[]];
  "mooring.copyUsePinnedReference": [node?: UseNode, nodes?: readonly UseNode[]];
  "mooring.copyUseDigest": [node?: UseNode, nodes?: readonly UseNode[]];
  "mooring.unpin": [address?: OccurrenceAddress];
  "mooring.pinAsSpecificTag": [address?: OccurrenceAddress];
  "mooring.pinToPlatform": [address?: OccurrenceAddress];
  "mooring.chooseNewerTag": [address?: OccurrenceAddress];
  "mooring.ignoreImage": [address?: OccurrenceAddress];
  /** The file that was clicked in the Explorer, and all that are selected with it; without, the one in the editor. */
  "mooring.pinAllInFile": [file?: Uri, files?: readonly Uri[]];
  "mooring.updateAllInFile": [file?: Uri, files?: readonly Uri[]];
  "mooring.pinAllInFolder": [folder?: Uri, folders?: readonly Uri[]];
  "mooring.updateAllInFolder": [folder?: Uri, folders?: readonly Uri[]];
  "mooring.pinAllInWorkspace": [];
  "mooring.updateAllInWorkspace": [];
  /** What to show with it: the hover, unless it is to be pinned. */
  "mooring.openExample": [then?: "pin"];
  "mooring.checkPins": [];
  "mooring.showLog": [];
  "mooring.clearCache": [];
};

/** Registers a command. Failures of `run` are explained in one notification and logged; cancelling shows nothing. */
export function registerCommand<Id extends keyof Commands>(
  id: Id,
  run: (...args: Commands[Id]) => Promise<unknown> | unknown,
): Disposable {
  return commands.registerCommand(id, async (...args: Commands[Id]) => {
    try {
      await run(...args);
    } catch (failure) {
      if (!isAbort(failure)) void showFailure(failure);
    }
  });
}

/** Shows a failure as a notification: what happened, what to do, and a way to the log. */
export async function showFailure(
  failure: unknown,
  subject?: string,
  inWords: typeof explain = explain,
): Promise<void> {
  const { problem, next } = inWords(failure, subject);
  log.error(problem);
  const chosen = await window.showErrorMessage(plain(`${problem} ${next}`), "Show Log");
  if (chosen !== undefined) log.show();
}
