/** From a file of an image to its editor. Loaded when a file is opened for the first time. */
import { commands, ProgressLocation, Uri, window } from "vscode";
import { isAbort } from "../../core/errors.ts";
import { explainFileProblem, type FileProblem } from "../../core/explainFiles.ts";
import { partsOf } from "../../core/files/paths.ts";
import { formatSize } from "../../core/format.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { layersOf } from "../../core/image/steps.ts";
import { shortDigest } from "../../core/reference/digest.ts";
import { signalOf } from "../cancellation.ts";
import { plain } from "../markdown.ts";
import type { FileDocuments } from "./fileDocuments.ts";
import { type FilePlace, shownName, shownPath } from "./filePlace.ts";
import type { ReadOptions } from "./fileReader.ts";

/** A file as a layer's list has it: of a FileNode, what its inode says. */
export type FileAt = {
  readonly image: ImageModel;
  /** The layer's number, from 1. */
  readonly layer: number;
  /** The entry's place in the layer's list, from 0. */
  readonly entry: number;
};

/** Shows a file in an editor, once its bytes are there. Rejects with a Failure of errors.ts; cancelling opens nothing. */
export async function openFile(documents: FileDocuments, at: FileAt): Promise<void> {
  const place = await placeAt(documents, at);
  const uri = await asking(place, (options) => documents.prepare(place, options));
  if (uri instanceof Uri) await show(uri, place, at.image);
  else if (uri !== undefined) tell(uri);
}

/** The place of a file whose layer was listed. */
async function placeAt(documents: FileDocuments, { image, layer, entry }: FileAt): Promise<FilePlace> {
  const found = layersOf(image).find(({ number }) => number === layer);
  if (found === undefined) throw new RangeError(`no layer ${layer}`);
  const index = await documents.reader.listed(image, found);
  return {
    view: "layer",
    repository: image.reference.repository,
    manifest: image.manifest.digest,
    layer: found.descriptor.digest,
    entry,
    parts: partsOf(index.path(entry)),
  };
}

async function show(uri: Uri, { parts }: FilePlace, image: ImageModel): Promise<void> {
  const label = `${shownName(parts)} (${shortName(image)})`;
  await commands.executeCommand("vscode.open", uri, { preview: true }, label);
}

/** `app:1`, or the beginning of a digest. */
function shortName({ reference, manifest }: ImageModel): string {
  const { path } = reference.repository;
  const last = path.slice(path.lastIndexOf("/") + 1);
  return reference.tag === undefined ? `${last}@${shortDigest(manifest.digest)}` : `${last}:${reference.tag}`;
}

/** Says in a notification why a file is not shown. */
export function tell(problem: FileProblem): void {
  const { problem: what, next } = explainFileProblem(problem);
  void window.showInformationMessage(plain(`${what} ${next}`));
}

/** Does work that reads from a registry, with a progress that can be cancelled; undefined when it was. */
async function asking<T>(
  { repository, parts }: FilePlace,
  work: (options: Omit<ReadOptions, "mayAsk">) => Promise<T>,
): Promise<T | undefined> {
  const options = {
    location: ProgressLocation.Notification,
    title: plain(`Reading ${shownPath(parts)} from ${repository.registry}`),
    cancellable: true,
  };
  try {
    return await window.withProgress(options, (progress, token) =>
      work({
        signal: signalOf(token),
        onProgress: (bytes) => progress.report({ message: formatSize(bytes) }),
      }),
    );
  } catch (failure) {
    if (isAbort(failure)) return undefined;
    throw failure;
  }
}
