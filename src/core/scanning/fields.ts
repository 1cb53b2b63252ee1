/** Reading what scanners write: every field may be missing or nonsense. */
import { type Fields, toArray, toObject, toText, toTexts } from "../oci/fields.ts";
import { type Digest, isDigest } from "../reference/digest.ts";
import type { Cvss } from "./finding.ts";

/** UTF-16 units of one text; descriptions may be long, and a hostile one is longer. */
const longestText = 20_000;

/** A text that says something, cut to a bounded length. */
export function filled(value: unknown): string | undefined {
  const text = toText(value)?.slice(0, longestText);
  return text === undefined || text.trim() === "" ? undefined : text;
}

/** The first of several values that says something. */
export function firstFilled(...values: readonly unknown[]): string | undefined {
  return values.map(filled).find((text) => text !== undefined);
}

/** Addresses that may be opened: https, without a login in them. */
export function links(value: unknown): readonly string[] {
  return (toTexts(value) ?? []).filter(isLink);
}

/** The first address that may be opened. */
export function firstLink(...values: readonly unknown[]): string | undefined {
  return values.map(filled).find((text) => text !== undefined && isLink(text));
}

/** A digest, or nothing. */
export function digest(value: unknown): Digest | undefined {
  return isDigest(value) ? value : undefined;
}

/** A score with its vector; undefined when there is no score that CVSS has. */
export function cvss(score: unknown, vector: unknown, source: unknown): Cvss | undefined {
  if (typeof score !== "number" || !(score >= 0 && score <= 10)) return undefined;
  return { score, ...optional({ vector: filled(vector), source: filled(source) }) };
}

/** Types of packages that the system itself installs; they are those of purls, too. */
const systemTypes: ReadonlySet<string> = new Set(["alpm", "apk", "deb", "portage", "rpm"]);

/**
 * Where a package lies, as Trivy writes it: without the root. What the system installed lies in its list of packages, which
 * says nothing: undefined.
 */
export function packagePath(path: unknown, type: string | undefined): string | undefined {
  return systemTypes.has(type ?? "") ? undefined : filled(filled(path)?.replace(/^\//, ""));
}

/** `deb` of `pkg:deb/debian/curl@8`. https://github.com/package-url/purl-spec */
export function purlType(purl: string | undefined): string | undefined {
  return /^pkg:([^/]+)\//.exec(purl ?? "")?.[1];
}

/** The fields that have a value. */
export function optional<T extends Readonly<Record<string, unknown>>>(
  fields: T,
): { readonly [Key in keyof T]?: Exclude<T[Key], undefined> } {
  // A loop, for it is done for each of tens of thousands.
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) if (fields[key] !== undefined) kept[key] = fields[key];
  return kept as { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };
}

/** The name of a scanner as people write it: some call themselves `trivy` and `grype`. */
export function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The objects of an array. */
export function objects(value: unknown): readonly Fields[] {
  return (toArray(value) ?? []).map(toObject).filter((entry) => entry !== undefined);
}

function isLink(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === "https:" && url.username === "" && url.password === "";
}
