import { commands, Uri, window, workspace } from "vscode";
import type { Occurrence } from "../../core/documents/occurrence.ts";
import { formatFamiliar, formatReference, type Reference } from "../../core/reference/reference.ts";
import type { Commands } from "../commands.ts";
import { addressOf, type DocumentIndex, type Located } from "../documents/documentIndex.ts";
import { occurrenceOf } from "../documents/useReading.ts";
import { asking, copy, type Resolver } from "../registries/copyCommands.ts";
import { placesOf, type UseNode } from "./useRows.ts";
import type { PlacedUse } from "./useState.ts";

/** Of the row that a command is meant for, and all that are selected. */
export type Act = (node?: UseNode, nodes?: readonly UseNode[]) => Promise<unknown>;

export type UseCommand = keyof ReturnType<typeof useActs>;

/** What the commands do: those on references, for the references of the rows. */
export function useActs(index: DocumentIndex, resolver: Resolver) {
  const run = async (command: keyof Commands, places: readonly PlacedUse[]) => {
    // From the end on, so that what is written leaves the places before it where they are.
    for (const place of places.toReversed()) {
      const located = await locate(index, place);
      if (located === undefined) return tellChanged();
      if (places.length === 1) await show(located);
      await commands.executeCommand(command, addressOf(located));
    }
  };
  const copying =
    (lineOf: (reference: Reference) => Promise<string> | string) =>
    async (node?: UseNode, nodes?: readonly UseNode[]) =>
      copy(await asking(referencesOf(node, nodes).map(lineOf)));
  const digestOf = async (reference: Reference) =>
    reference.digest ?? (await resolver.resolve(reference)).descriptor.digest;
  const handing =
    (command: keyof Commands, isFor: (place: PlacedUse) => boolean) =>
    (node?: UseNode, nodes?: readonly UseNode[]) =>
      run(command, placesIn(node, nodes).filter(isFor));
  return {
    "mooring.pinUses": handing("mooring.pin", ({ use }) => use.pin === "unpinned"),
    "mooring.unpinUses": handing("mooring.unpin", ({ use }) => use.pin === "pinned"),
    "mooring.updateUses": handing("mooring.updatePin", isMoved),
    "mooring.showUseChanges": async (node) => {
      const places = placesIn(node, undefined);
      const place = places.find(isMoved) ?? places[0];
      if (place !== undefined) await run("mooring.showWhatChanged", [place]);
    },
    "mooring.ignoreUse": (node) => run("mooring.ignoreImage", placesIn(node, undefined).slice(0, 1)),
    "mooring.openUseDetails": async (node) => {
      const [reference] = referencesOf(node, undefined);
      if (reference !== undefined)
        await commands.executeCommand("mooring.openDetails", formatReference(reference));
    },
    "mooring.copyUseReference": copying(formatFamiliar),
    "mooring.copyUsePinnedReference": copying(async (reference) =>
      formatFamiliar({ ...reference, digest: await digestOf(reference) }),
    ),
    "mooring.copyUseDigest": copying(digestOf),
  } as const satisfies Readonly<Record<string, Act>>;
}

function isMoved({ state }: PlacedUse): boolean {
  return state === "moved" || state === "mismatch";
}

/** The places of the rows that a command is meant for: of all that are selected when the clicked one is among them. */
function placesIn(node: UseNode | undefined, nodes: readonly UseNode[] | undefined): readonly PlacedUse[] {
  const rows = nodes !== undefined && nodes.length > 0 ? nodes : node === undefined ? [] : [node];
  return [...new Set(rows.flatMap(placesOf))];
}

/** The distinct images of rows: an image's row is that image as its tag names it, a place's row what is written there. */
function referencesOf(
  node: UseNode | undefined,
  nodes: readonly UseNode[] | undefined,
): readonly Reference[] {
  const rows = nodes !== undefined && nodes.length > 0 ? nodes : node === undefined ? [] : [node];
  const found = rows.flatMap((row) => {
    const references = placesOf(row).flatMap(({ use }) => use.question?.reference ?? []);
    return row.kind === "image" ? references.slice(0, 1).map(asTagged) : references;
  });
  return [...new Map(found.map((reference) => [formatReference(reference), reference])).values()];
}

function asTagged({ digest, ...reference }: Reference): Reference {
  return reference.tag === undefined && digest !== undefined ? { ...reference, digest } : reference;
}

/** Finds a place again in its document as it is now, open or not. Undefined when it is not there any more. */
async function locate(index: DocumentIndex, { file, use }: PlacedUse): Promise<Located | undefined> {
  // One that was deleted meanwhile cannot be opened.
  const document = await Promise.resolve(workspace.openTextDocument(Uri.parse(file))).catch(() => undefined);
  if (document === undefined) return undefined;
  const { version } = document;
  const reading = await index.read(document);
  if (reading === undefined || document.version !== version) return undefined;
  const occurrence: Occurrence | undefined = occurrenceOf(use, reading.occurrences);
  return occurrence && { document, version, text: document.getText(), occurrence };
}

/** So that what is done to a file can be seen in it. */
async function show({ document, occurrence }: Located): Promise<void> {
  const editor = await window.showTextDocument(document, { preview: true, preserveFocus: true });
  editor.revealRange(editor.document.lineAt(document.positionAt(occurrence.start)).range);
}

function tellChanged(): void {
  void window.showInformationMessage("The file changed meanwhile, so nothing was written. Try again.");
}
