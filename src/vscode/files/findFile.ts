/** Finding a file of an image by its path. */
import { partsOf } from "../../core/files/paths.ts";
import { type ListedFile, listFiles, matchFiles } from "../../core/files/searchFiles.ts";
import { formatCount, formatSize } from "../../core/format.ts";
import type { Images } from "../../core/image/images.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { formatFamiliar, type Reference } from "../../core/reference/reference.ts";
import type { Option } from "../ask.ts";
import { type FileParts, openPlace, tell } from "./fileFlows.ts";
import { shownName, shownPath } from "./filePlace.ts";
import { type FileTree, isProblem } from "./fileReader.ts";
import { reportTo } from "./reportTo.ts";

export type FindParts = FileParts & { readonly images: Pick<Images, "inspect"> };

/** Bytes that are read without asking first. */
const quiet = 5_000_000;
/** Files that are shown of those that match. */
const mostShown = 200;

/** Has the user find a file of an image, and opens it. Rejects as the flows of files do. */
export async function findFile(reference: Reference, parts: FindParts): Promise<void> {
  const image = await imageAt(reference, parts);
  const tree = await treeOf(image, reference, parts);
  if (tree === undefined) return;
  const files = await listFiles(tree.root);
  const chosen = await parts.ask.search<ListedFile | undefined>({
    title: `Find File in ${formatFamiliar(reference)}`,
    placeholder: `A part of the path of one of ${formatCount(files.length, "file")}${tree.isWhole ? "" : " (not all layers could be listed whole)"}`,
    find: async (text) => {
      const found = matchFiles(files, text, mostShown + 1);
      const shown = found.slice(0, mostShown).map(optionOf);
      return found.length > mostShown ? [...shown, more] : shown;
    },
  });
  if (chosen === undefined) return;
  const { repository } = reference;
  const place = { view: "files", repository, manifest: image.manifest.digest } as const;
  await openPlace({ ...place, parts: partsOf(chosen.path) }, reference, parts);
}

/** The image of a reference, which is asked for if need be. */
export function imageAt(reference: Reference, { ask, images }: FindParts): Promise<ImageModel> {
  const title = `Asking ${reference.repository.registry} for ${formatFamiliar(reference)}`;
  return ask.working(title, (signal) => images.inspect(reference, { signal }));
}

/** The files of an image; undefined when the user would not have them read, or was told why they cannot be. */
export async function treeOf(
  image: ImageModel,
  named: Reference,
  { documents: { reader }, ask }: FileParts,
): Promise<FileTree | undefined> {
  const cost = await reader.listingCost(image);
  const name = formatFamiliar(named);
  if (cost === undefined || cost > quiet) {
    const { registry } = named.repository;
    const label = `Read ${cost === undefined ? "the layers" : formatSize(cost)} from ${registry}`;
    const detail = "Files are listed from the layers themselves. The list is kept, nothing is unpacked.";
    const placeholder = `The files of ${name} were not listed before`;
    const options = [{ label, detail, value: true }];
    const answer = await ask.choose({ title: `Files of ${name}`, placeholder, options });
    if (answer === undefined || answer === "back") return undefined;
  }
  const tree =
    cost === 0
      ? await reader.tree(image, { mayAsk: "all" })
      : await ask.progressing(`Listing the files of ${name}`, (signal, report) =>
          reader.tree(image, { mayAsk: "all", signal, onProgress: reportTo(report, cost) }),
        );
  if (!isProblem(tree)) return tree;
  tell(tree);
  return undefined;
}

const more: Option<undefined> = { label: "More files match. Type more of the path.", value: undefined };

function optionOf(file: ListedFile): Option<ListedFile> {
  const parts = partsOf(file.path);
  const { inode } = file.node;
  const target = inode?.target;
  const size = target === undefined ? formatSize(inode?.size) : `link to ${shownPath(partsOf(target))}`;
  return { label: shownName(parts), description: `${shownPath(parts.slice(0, -1))} · ${size}`, value: file };
}
