/** Wasted space as rows of the page. Pure; knows no VS Code. */
import { formatPath, partsOf } from "../../core/files/paths.ts";
import type { Waste, WasteRow } from "../../core/files/waste.ts";
import { formatSize } from "../../core/format.ts";
import { sanitize } from "../../core/text.ts";
import type { WastedFile, WasteMessage } from "../../protocol/files.ts";
import { shownPath } from "./filePlace.ts";
import { pathKey } from "./fileRows.ts";

/** Rows in one message. */
const mostRows = 200;

/** The rows from a position on. */
export function wasteMessage(key: string, { rows }: Waste, from: number): WasteMessage {
  const largest = rows[0]?.bytes ?? 0;
  return {
    type: "waste",
    key,
    from,
    rows: rows.slice(from, from + mostRows).map((row) => wastedFile(row, largest)),
  };
}

function wastedFile({ path, copies, bytes, kept, layer }: WasteRow, largest: number): WastedFile {
  const parts = partsOf(path);
  const folders = parts.slice(0, -1).map((_, place) => pathKey(formatPath(parts.slice(0, place + 1))));
  return {
    path: sanitize(shownPath(parts)),
    size: formatSize(bytes),
    share: largest === 0 ? 0 : bytes / largest,
    text: kept ? `${copies} copies, 1 kept` : `removed by layer ${layer}`,
    // What is gone is seen where it went.
    ...(!kept && { layer }),
    key: pathKey(path),
    folders,
  };
}
