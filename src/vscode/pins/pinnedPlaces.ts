import { type TextDocument, Uri, workspace } from "vscode";
import { pinEdit, pinSite } from "../../core/pinning/edit.ts";
import { type Pinnable, pinnedIn } from "../../core/pinning/plan.ts";
import type { Digest } from "../../core/reference/digest.ts";
import { formatReference, type Reference } from "../../core/reference/reference.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import { workspaceEdit } from "./pin.ts";

/** Where a document holds the very same pinned reference, in one version of it. */
export type PinnedPlaces = {
  readonly document: TextDocument;
  readonly version: number;
  readonly text: string;
  /** One entry for each place that would be written. */
  readonly places: readonly Pinnable[];
};

/** Opens a document, or reads it again, and finds a pin in it; undefined when it cannot be opened or is no container file. */
export async function findPin(
  index: DocumentIndex,
  uri: string,
  reference: Reference,
): Promise<PinnedPlaces | undefined> {
  const document = await openDocument(uri);
  const version = document?.version;
  const reading = document && (await index.read(document));
  if (document === undefined || version === undefined || reading === undefined) return undefined;
  // What was typed meanwhile is read, too.
  if (document.version !== version) return findPin(index, uri, reference);
  const text = document.getText();
  const wanted = formatReference(reference);
  const places = pinnedIn(text, reading.occurrences).filter(
    (place) => formatReference(place.reference) === wanted,
  );
  return { document, version, text, places };
}

/**
 * Writes a digest to every place of a document that still holds the pin, as one step to undo. Says how many there
 * were; "changed" when none is left, "refused" when VS Code does not change the file. In both cases nothing was written.
 */
export async function updatePin(
  index: DocumentIndex,
  uri: string,
  reference: Reference,
  digest: Digest,
): Promise<number | "changed" | "refused"> {
  const found = await findPin(index, uri, reference);
  if (found === undefined || found.places.length === 0) return "changed";
  const { document, text, places } = found;
  const edits = places.flatMap(({ occurrence }) => {
    const site = pinSite(occurrence);
    return site.ok ? [pinEdit(text, site.span, digest)] : [];
  });
  // VS Code refuses an edit of a document that was changed after this.
  return (await workspace.applyEdit(workspaceEdit(document, edits))) ? edits.length : "refused";
}

async function openDocument(uri: string): Promise<TextDocument | undefined> {
  try {
    return await workspace.openTextDocument(Uri.parse(uri, true));
  } catch {
    return undefined;
  }
}
