/** What is said of a file beside its name. */
import type { FileNode } from "./fileNode.ts";
import type { LayerEntry } from "./layerEntry.ts";
import type { EntryType } from "./tar.ts";

/** What a file is; `entry` is its own (entryOf). A hard link that leads nowhere is all that it is. */
export function typeOf({ children }: FileNode, entry: LayerEntry | undefined): EntryType {
  return entry?.type ?? (children === undefined ? "hardLink" : "directory");
}

/** In UTC, as archives have it; null for a time beyond all calendars. `at` is in milliseconds since 1970. */
export function isoTime(at: number | undefined): string | null {
  const time = new Date(at ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** `2026-11-23 14:02`, in UTC; empty when unknown. */
export function minuteOf(at: number | undefined): string {
  return isoTime(at)?.slice(0, 16).replace("T", " ") ?? "";
}
