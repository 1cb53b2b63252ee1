import { Disposable, ProgressLocation, type Uri, ViewColumn, window } from "vscode";
import type { ExplorerNode } from "../../core/explorer/node.ts";
import type { Images } from "../../core/image/images.ts";
import type { Distribution } from "../../core/registry/distribution.ts";
import { registerCommand } from "../commands.ts";
import { plain } from "../markdown.ts";
import type { DocumentFiles } from "./documentFiles.ts";
import { documentScheme } from "./documentPlace.ts";

/** Loaded when a document is opened for the first time. */
type Flows = typeof import("./documentFlows.ts");

/** What the commands ask. */
export type DocumentParts = {
  readonly documents: DocumentFiles;
  readonly images: Images;
  readonly distributionFor: (host: string) => Distribution;
};

/** Opens what rows stand for as documents in editors; a failure is told before an editor opens. */
export function registerDocumentCommands({ documents, images, distributionFor }: DocumentParts): Disposable {
  const opening =
    (choose: (flows: Flows) => Flows["manifestOf"], beside = false) =>
    async (node?: ExplorerNode) => {
      if (node === undefined) return;
      const flows = await import("./documentFlows.ts");
      const world = { images, distributionFor, pick };
      const found = await asking(choose(flows)(node, world));
      if (found === undefined) return;
      if ("nothing" in found) void window.showInformationMessage(plain(found.nothing));
      else await show(await asking(documents.prepare(found)), beside);
    };
  return Disposable.from(
    registerCommand(
      "mooring.openManifest",
      opening(({ manifestOf }) => manifestOf),
    ),
    registerCommand(
      "mooring.openConfiguration",
      opening(({ configurationOf }) => configurationOf),
    ),
    registerCommand(
      "mooring.openAttached",
      opening(({ documentOf }) => documentOf),
    ),
    registerCommand(
      "mooring.showPackages",
      opening(({ packagesOf }) => packagesOf, true),
    ),
    registerCommand(
      "mooring.showProvenance",
      opening(({ provenanceOf }) => provenanceOf, true),
    ),
    registerCommand(
      "mooring.showSignature",
      opening(({ signatureOf }) => signatureOf, true),
    ),
    registerCommand(
      "mooring.showContents",
      opening(({ contentsOf }) => contentsOf),
    ),
  );
}

async function pick<Item extends { readonly label: string }>(
  items: readonly Item[],
  title: string,
): Promise<Item | undefined> {
  return window.showQuickPick(items, { title, matchOnDescription: true });
}

/** A text about a document goes beside its JSON when that is in front. */
async function show(uri: Uri, beside: boolean): Promise<void> {
  const front = window.activeTextEditor?.document;
  const isJson = front?.uri.scheme === documentScheme && front.languageId === "mooring-json";
  const viewColumn = beside && isJson ? ViewColumn.Beside : ViewColumn.Active;
  await window.showTextDocument(uri, { viewColumn, preview: true });
}

function asking<T>(work: Promise<T>): Thenable<T> {
  const options = { location: ProgressLocation.Window, title: "Asking the registry..." };
  return window.withProgress(options, () => work);
}
