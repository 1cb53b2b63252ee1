/**
 * Opening, saving and comparing files of images. Loaded when one is asked for. Flows reject with a Failure of errors.ts, or
 * with an AbortError when the user cancelled.
 */
import { commands, type Uri, window } from "vscode";
import { explainFileProblem, type FileProblem } from "../../core/explainFiles.ts";
import { partsOf } from "../../core/files/paths.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { layersOf } from "../../core/image/steps.ts";
import { shortDigest } from "../../core/reference/digest.ts";
import type { Reference } from "../../core/reference/reference.ts";
import { type Ask, quickInput } from "../ask.ts";
import { plain } from "../markdown.ts";
import type { FileDocuments } from "./fileDocuments.ts";
import { type FilePlace, shownName, shownPath } from "./filePlace.ts";
import { type Found, isProblem } from "./fileReader.ts";
import { reportTo } from "./reportTo.ts";
import { saveFound } from "./saveFile.ts";

/** A file as a layer's list has it: of a FileNode, what its inode says. */
export type FileAt = {
  readonly image: ImageModel;
  /** The layer's number, from 1. */
  readonly layer: number;
  /** The entry's place in the layer's list, from 0. */
  readonly entry: number;
};

/** What an image has at a path, or that it has nothing there. */
export type FileSide = FileAt | { readonly image: ImageModel; readonly absent: string };

/** What the flows ask. */
export type FileParts = { readonly documents: FileDocuments; readonly ask: Ask };

/** Shows a file in an editor, once its bytes are there. */
export async function openFile(documents: FileDocuments, at: FileAt, ask: Ask = quickInput): Promise<void> {
  await openPlace(await placeAt(documents, at), at.image.reference, { documents, ask });
}

/** Writes a file to where the user says. */
export async function saveFile(documents: FileDocuments, at: FileAt, ask: Ask = quickInput): Promise<void> {
  await savePlace(await placeAt(documents, at), { documents, ask });
}

/** Shows what differs between two files, the old one on the left. */
export async function openFileDiff(
  documents: FileDocuments,
  left: FileSide,
  right: FileSide,
  ask: Ask = quickInput,
): Promise<void> {
  const [one, other] = [await placeOfSide(documents, left), await placeOfSide(documents, right)];
  const [old, now] = [left.image.reference, right.image.reference];
  await openDiff({ place: one, of: old }, { place: other, of: now }, { documents, ask });
}

/** Opens a place; `of` is the image as the user named it. */
export async function openPlace(place: FilePlace, of: Reference, parts: FileParts): Promise<void> {
  parts.documents.name(place, of);
  const uri = await prepared(place, parts);
  if (uri === undefined) return;
  const label = `${shownName(place.parts)} (${shortName(of, place)})`;
  await commands.executeCommand("vscode.open", uri, { preview: true }, label);
}

/** Asks where to, and saves the file of a place. */
export async function savePlace(place: FilePlace, parts: FileParts): Promise<void> {
  const found = await located(place, parts);
  const problem = found && (await saveFound(found, place, { ...parts, reader: parts.documents.reader }));
  if (problem !== undefined) tell(problem);
}

/** A place in a comparison, and its image as the user named it. */
export type Compared = { readonly place: FilePlace; readonly of: Reference };

/** Shows two places in VS Code's editor for differences. */
export async function openDiff(left: Compared, right: Compared, parts: FileParts): Promise<void> {
  const [one, other] = [await prepared(left.place, parts), await prepared(right.place, parts)];
  if (one === undefined || other === undefined) return;
  const names = [left, right].map(({ place, of }) =>
    place.view === "absent" ? `not in ${shortName(of, place)}` : shortName(of, place),
  );
  const title = `${shownName(left.place.parts)} (${names.join(" ↔ ")})`;
  await commands.executeCommand("vscode.diff", one, other, title, { preview: true });
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

async function placeOfSide(documents: FileDocuments, side: FileSide): Promise<FilePlace> {
  if ("layer" in side) return placeAt(documents, side);
  const { repository } = side.image.reference;
  return { view: "absent", repository, manifest: side.image.manifest.digest, parts: partsOf(side.absent) };
}

/** Bytes that are read without a progress in bytes. */
const quiet = 5_000_000;

/** Where the bytes of a place are; undefined when it was told why they are not. */
async function located(place: FilePlace, { documents, ask }: FileParts): Promise<Found | undefined> {
  const title = `Looking for ${shownPath(place.parts)}`;
  const found = await ask.working(title, (signal) => documents.reader.find(place, { mayAsk: "all", signal }));
  if (!isProblem(found)) return found;
  tell(found);
  return undefined;
}

/** The URI of a place whose bytes are there; undefined when it was told why they are not. */
async function prepared(place: FilePlace, parts: FileParts): Promise<Uri | undefined> {
  const { documents, ask } = parts;
  if (place.view === "absent") return documents.uriOf(place);
  const found = await located(place, parts);
  if (found === undefined) return undefined;
  const total = documents.reader.cost(found);
  const title = `Reading ${shownPath(place.parts)} from ${place.repository.registry}`;
  const problem =
    total !== undefined && total <= quiet
      ? await ask.working(title, (signal) => documents.prepare(place, found, { signal }))
      : await ask.progressing(title, (signal, report) =>
          documents.prepare(place, found, { signal, onProgress: reportTo(report, total) }),
        );
  if (problem === undefined) return documents.uriOf(place);
  if (problem.kind === "large") await offerSaving(problem, place, parts);
  else tell(problem);
  return undefined;
}

async function offerSaving(problem: FileProblem, place: FilePlace, parts: FileParts): Promise<void> {
  const save = "Save File As...";
  const chosen = await window.showInformationMessage(wordsOf(problem), save);
  if (chosen === save) await savePlace(place, parts);
}

/** Says in a notification why a file is not shown. */
export function tell(problem: FileProblem): void {
  void window.showInformationMessage(wordsOf(problem));
}

function wordsOf(problem: FileProblem): string {
  const { problem: what, next } = explainFileProblem(problem);
  return plain(`${what} ${next}`);
}

/** `app:1`, or the beginning of a digest. */
function shortName({ repository: { path }, tag }: Reference, { manifest }: FilePlace): string {
  const last = path.slice(path.lastIndexOf("/") + 1);
  return tag === undefined ? `${last}@${shortDigest(manifest)}` : `${last}:${tag}`;
}
