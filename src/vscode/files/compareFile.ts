/** The file of a place beside what another image has at its path. */
import { find } from "../../core/files/find.ts";
import { shortDigest } from "../../core/reference/digest.ts";
import {
  formatFamiliar,
  formatReference,
  type Reference,
  type Repository,
} from "../../core/reference/reference.ts";
import type { FileDocuments } from "./fileDocuments.ts";
import { openDiff } from "./fileFlows.ts";
import { type FilePlace, shownPath } from "./filePlace.ts";
import { type FindParts, imageAt, treeOf } from "./findFile.ts";

export type CompareParts = FindParts & {
  /** Images whose files or details are open. */
  readonly open: (documents: FileDocuments) => readonly Reference[];
  /** The first tags of a repository. Rejects as catalogues do. */
  readonly tags: (repository: Repository, signal: AbortSignal) => Promise<readonly string[]>;
  /** Lets the user type a reference; undefined when they leave. */
  readonly typed: (beside: Reference) => Promise<Reference | undefined>;
};

/** Has the user choose the other image, and shows both files. Rejects as the flows of files do. */
export async function compareFile(place: FilePlace, parts: CompareParts): Promise<void> {
  const own = parts.documents.nameOf(place);
  const open = parts.open(parts.documents);
  const other = await chooseOther(`Compare ${shownPath(place.parts)} With`, own, { ...parts, open });
  if (other === undefined) return;
  const image = await imageAt(other, parts);
  const tree = await treeOf(image, other, parts);
  if (tree === undefined) return;
  const isThere = find(tree.root, place.parts, true)?.inode !== undefined;
  const beside: FilePlace = {
    view: isThere ? "files" : "absent",
    repository: other.repository,
    manifest: image.manifest.digest,
    parts: place.parts,
  };
  parts.documents.name(beside, other);
  await openDiff({ place, of: own }, { place: beside, of: other }, parts);
}

/** What chooseOther offers, and whom it asks; `open` are images that are open. */
export type OtherParts = Pick<CompareParts, "ask" | "tags" | "typed"> & {
  readonly open: readonly Reference[];
};

/** Has the user choose an image to compare with: one that is open, one of the same repository, or any that they type. */
export async function chooseOther(
  title: string,
  own: Reference,
  { ask, open, tags, typed }: OtherParts,
): Promise<Reference | undefined> {
  const { repository } = own;
  const listed = await ask.working(`Asking ${repository.registry} for tags`, (signal) =>
    tags(repository, signal).catch(() => []),
  );
  const opened = open.filter((reference) => formatReference(reference) !== formatReference(own));
  const answer = await ask.choose<Reference | undefined>({
    title,
    placeholder: "The other image",
    options: [
      { label: "Another image...", detail: "Type its reference", value: undefined },
      ...opened.map((reference) => ({
        label: formatFamiliar(tagged(reference)),
        description: `open · ${reference.digest === undefined ? "" : shortDigest(reference.digest)}`,
        value: reference,
      })),
      ...listed.map((tag) => ({ label: formatFamiliar({ repository, tag }), value: { repository, tag } })),
    ],
  });
  if (answer === undefined || answer === "back") return undefined;
  return answer.value ?? typed(own);
}

/** Without the digest, which stands beside it. */
function tagged({ repository, tag, digest }: Reference): Reference {
  return tag === undefined ? { repository, ...(digest && { digest }) } : { repository, tag };
}
