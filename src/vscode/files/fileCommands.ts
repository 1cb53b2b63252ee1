import { Disposable, TabInputCustom, TabInputText, TabInputTextDiff, Uri, window } from "vscode";
import { type ExplorerNode, referenceOf } from "../../core/explorer/node.ts";
import type { Images } from "../../core/image/images.ts";
import type { Reference, Repository } from "../../core/reference/reference.ts";
import { quickInput } from "../ask.ts";
import { askReference, readReference } from "../askReference.ts";
import { registerCommand } from "../commands.ts";
import type { FileDocuments } from "./fileDocuments.ts";

/** What the commands ask. */
export type FileCommandParts = {
  readonly files: () => Promise<FileDocuments>;
  readonly images: Images;
  /** The first tags of a repository. Rejects as catalogues do. */
  readonly tags: (repository: Repository, signal: AbortSignal) => Promise<readonly string[]>;
};

/** Finds, saves and compares files of images. */
export function registerFileCommands({ files, images, tags }: FileCommandParts): Disposable {
  const load = async () => ({ documents: await files(), ask: quickInput, images, tags });
  /** The place of a tab, or of the one in front; undefined when that is no file of an image. */
  const placeAt = async (uri = frontUri()) => uri && (await import("./filePlace.ts")).parseFilePlace(uri);
  const imageAt = async (uri?: Uri): Promise<Reference | undefined> => {
    const place = await placeAt(uri);
    return place && (await files()).nameOf(place);
  };
  return Disposable.from(
    registerCommand("mooring.findFile", async (what) => {
      const reference = what instanceof Uri ? await imageAt(what) : await readTarget(what, imageAt);
      if (reference === undefined) return;
      const { findFile } = await import("./findFile.ts");
      await findFile(reference, await load());
    }),
    registerCommand("mooring.saveFile", async (uri) => {
      const place = await placeAt(uri);
      if (place === undefined) return tellNone();
      const { savePlace } = await import("./fileFlows.ts");
      await savePlace(place, await load());
    }),
    registerCommand("mooring.compareFile", async (uri) => {
      const place = await placeAt(uri);
      if (place === undefined) return tellNone();
      const { compareFile } = await import("./compareFile.ts");
      const { openImages } = await import("./openImages.ts");
      const typed = (beside: Reference) =>
        askReference("Compare File With", "The image to compare with", beside);
      await compareFile(place, { ...(await load()), open: openImages, typed });
    }),
  );
}

async function readTarget(
  what: ExplorerNode | string | undefined,
  imageInFront: () => Promise<Reference | undefined>,
): Promise<Reference | undefined> {
  if (typeof what === "string") return readReference(what);
  if (what !== undefined) return referenceOf(what);
  return askReference("Find File in Image", "The image to look into", await imageInFront());
}

/** What is in front: of a comparison the side on the right. */
function frontUri(): Uri | undefined {
  const { input } = window.tabGroups.activeTabGroup.activeTab ?? {};
  if (input instanceof TabInputText || input instanceof TabInputCustom) return input.uri;
  return input instanceof TabInputTextDiff ? input.modified : undefined;
}

function tellNone(): void {
  void window.showInformationMessage("Open a file of an image first.");
}
