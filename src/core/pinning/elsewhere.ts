/** Pins that are written in another file than the one that names the image, which is done on request only. */
import { siteKey } from "../documents/composeContext.ts";
import type { Occurrence } from "../documents/occurrence.ts";

/**
 * The occurrence as one of the file that sets its variable, whose text is `text`; there it can be pinned, updated and
 * unpinned like any other. Undefined when there is no place for its digest, or when the file changed since.
 */
export function inSettingFile({ kind, reference, editIn }: Occurrence, text: string): Occurrence | undefined {
  if (editIn === undefined || reference === null) return undefined;
  const { start, end, text: written } = editIn;
  if (text.slice(start, end) !== written) return undefined;
  const status = written.includes("@") ? "pinned" : "pinnable";
  return { kind, start, end, text: written, status, reference };
}

/** The occurrences that could be pinned in another file and are not, the first of those that share a place. */
export function unpinnedElsewhere(occurrences: readonly Occurrence[]): readonly Occurrence[] {
  const seen = new Set<string>();
  return occurrences.filter(({ editIn, reference }) => {
    if (editIn === undefined || reference === null || editIn.text.includes("@")) return false;
    const key = siteKey(editIn);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
