import { newerTags } from "./newerTags.ts";
import { parseTagVersion } from "./tagVersion.ts";

/**
 * The newer tags, the most useful first: the newest that changes least (`1.27.5` for `1.27.3`), then the newest within
 * each wider version (`1.29.1`), then the newest of all, then the others, the newest first.
 */
export function usefulTags(tag: string, tags: readonly string[]): readonly string[] {
  const own = parseTagVersion(tag)?.numbers ?? [];
  const newer = newerTags(tag, tags);
  const widths = own.map((_, place) => own.length - 1 - place);
  const first = widths.flatMap((width) => newer.find((name) => isWithin(own.slice(0, width), name)) ?? []);
  return [...new Set([...first, ...newer])];
}

/** Whether a tag's version begins with these numbers. */
export function isWithin(numbers: readonly string[], tag: string): boolean {
  const version = parseTagVersion(tag);
  return version !== undefined && numbers.every((number, place) => version.numbers[place] === number);
}
