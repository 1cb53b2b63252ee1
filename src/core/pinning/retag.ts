import type { Occurrence } from "../documents/occurrence.ts";
import type { Digest } from "../reference/digest.ts";
import { type PinRefusal, pinEdit, pinSite, type TextEdit } from "./edit.ts";
import { referenceOf } from "./plan.ts";

export type Retagging =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly refusal: PinRefusal };

/**
 * The edits that give an occurrence another tag and the digest of that tag: the tag's characters and the digest's, and
 * nothing else. Refused where the tag does not stand in one piece.
 */
export function retagEdits(text: string, occurrence: Occurrence, tag: string, digest: Digest): Retagging {
  const site = pinSite(occurrence);
  const reference = referenceOf(occurrence);
  if (!site.ok) return site;
  if (reference === undefined) return { ok: false, refusal: "notAReference" };
  const { lead } = site.span;
  const holder = lead === undefined ? site.span : occurrence.retagAt;
  if (holder === undefined) return { ok: false, refusal: "noTag" };
  const start = tagStart(text.slice(holder.start, holder.end), reference.tag);
  if (start === undefined) return { ok: false, refusal: "composed" };
  const at = holder.start + start;
  const written = reference.tag === undefined ? `:${tag}` : tag;
  if (lead === undefined)
    return { ok: true, edits: [{ start: at, end: holder.end, newText: `${written}@${digest}` }] };
  if (!keepsMeaning(text, holder.start, start, tag)) return { ok: false, refusal: "escaped" };
  return {
    ok: true,
    edits: [{ start: at, end: holder.end, newText: written }, pinEdit(text, site.span, digest)],
  };
}

/** Where the tag begins in a text that ends with it, or with it and a digest; its end when there is no tag. */
function tagStart(text: string, tag: string | undefined): number | undefined {
  const at = text.indexOf("@");
  const tagged = at === -1 ? text : text.slice(0, at);
  if (tag === undefined) return tagged.length;
  return tagged === tag || tagged.endsWith(`:${tag}`) ? tagged.length - tag.length : undefined;
}

/** YAML takes a plain `1.30` for the number 1.3. */
function keepsMeaning(text: string, holder: number, tagStart: number, tag: string): boolean {
  const quoted = /["']/.test(text.charAt(holder - 1));
  return quoted || tagStart > 0 || Number.isNaN(Number(tag)) || String(Number(tag)) === tag;
}
