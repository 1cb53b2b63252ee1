import { DataTransferItem, type TreeDragAndDropController } from "vscode";
import { type ExplorerNode, referenceOf } from "../../core/explorer/node.ts";
import { formatFamiliar } from "../../core/reference/reference.ts";
import { signalOf } from "../cancellation.ts";
import type { Lookup } from "../lookup.ts";
import { textOf } from "./copyCommands.ts";

/**
 * Dragging rows out of the view gives their references as text, one a line: pinned, with one HEAD where the digest is
 * not known, and plain where it cannot be had. Nothing can be dropped on the view.
 */
export function rowDrag(lookup: Pick<Lookup, "resolve">): TreeDragAndDropController<ExplorerNode> {
  return {
    dragMimeTypes: ["text/plain"],
    dropMimeTypes: [],
    handleDrag: async (rows, transfer, token) => {
      const signal = signalOf(token);
      const lines = await Promise.all(rows.map((row) => draggedText(row, lookup, signal)));
      const text = lines.filter((line) => line !== undefined).join("\n");
      if (text !== "") transfer.set("text/plain", new DataTransferItem(text));
    },
  };
}

/** What a row is as text in an editor; undefined for rows that are no images. Never rejects. */
async function draggedText(
  row: ExplorerNode,
  lookup: Pick<Lookup, "resolve">,
  signal: AbortSignal,
): Promise<string | undefined> {
  const reference = referenceOf(row);
  if (reference === undefined || reference.digest !== undefined) return textOf(row);
  try {
    const { descriptor } = await lookup.resolve(reference, { signal });
    return formatFamiliar({ ...reference, digest: descriptor.digest });
  } catch {
    return textOf(row);
  }
}
