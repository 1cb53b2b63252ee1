/** What a view of changes is about, and its spelling in a webview's saved state. Knows no VS Code. */
import type { Digest } from "../../core/reference/digest.ts";
import { formatReference, parseReference, type Reference } from "../../core/reference/reference.ts";

/** A reference with a tag to follow and the digest that it is pinned to. */
export type PinnedReference = Reference & { readonly tag: string; readonly digest: Digest };

export type Subject =
  /** A pin in a document and what its tag names. */
  | { readonly kind: "pin"; readonly uri: string; readonly reference: PinnedReference }
  /** Two images. */
  | { readonly kind: "images"; readonly old: Reference; readonly now: Reference };

/** Whether a reference is a pin with a tag to follow. */
export function isPinned(reference: Reference): reference is PinnedReference {
  return reference.tag !== undefined && reference.digest !== undefined;
}

/** The one spelling of a subject, of characters that HTML leaves alone. */
export function formatSubject(subject: Subject): string {
  const fields =
    subject.kind === "pin"
      ? { uri: subject.uri, reference: formatReference(subject.reference) }
      : { old: formatReference(subject.old), now: formatReference(subject.now) };
  return encodeURIComponent(JSON.stringify(fields));
}

/** Reads what formatSubject writes; undefined for anything else, which a webview may hand back. */
export function readSubject(written: unknown): Subject | undefined {
  const { uri, reference, old, now } = fieldsOf(written);
  const pinned = read(reference);
  if (typeof uri === "string" && pinned !== undefined && isPinned(pinned))
    return { kind: "pin", uri, reference: pinned };
  const [before, after] = [read(old), read(now)];
  return before && after && { kind: "images", old: before, now: after };
}

function fieldsOf(written: unknown): Readonly<Record<string, unknown>> {
  if (typeof written !== "string") return {};
  try {
    const fields: unknown = JSON.parse(decodeURIComponent(written));
    return typeof fields === "object" && fields !== null ? { ...fields } : {};
  } catch {
    return {};
  }
}

function read(text: unknown): Reference | undefined {
  const parsed = parseReference(typeof text === "string" ? text : "");
  return parsed.ok ? parsed.reference : undefined;
}
