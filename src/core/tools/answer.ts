/**
 * What an assistant gets from Mooring: compact JSON of plain values. Text that comes from registries is sanitised and
 * cut; it may still try to talk the assistant into something, so it stays in fields that are named for what they are.
 */
import { sanitize } from "../text.ts";

/** UTF-16 units of one value of a registry's making. */
const longest = 300;

/** Text from a registry, safe to pass on. */
export function quoted(text: string): string {
  return sanitize(text, longest);
}

/** ISO 8601; undefined stays so. */
export function isoTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
