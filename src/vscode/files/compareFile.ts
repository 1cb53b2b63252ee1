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
  const other = await chooseOther(place, own, parts);
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

async function chooseOther(
  place: FilePlace,
  own: Reference,
  { ask, documents, open, tags, typed }: CompareParts,
): Promise<Reference | undefined> {
  const { repository } = place;
  const listed = await ask.working(`Asking ${repository.registry} for tags`, (signal) =>
    tags(repository, signal).catch(() => []),
  );
  const opened = open(documents).filter((reference) => formatReference(reference) !== formatReference(own));
  const answer = await ask.choose<Reference | undefined>({
    title: `Compare ${shownPath(place.parts)} With`,
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
