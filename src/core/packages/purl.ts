/**
 * A package URL. Parts are encoded as the specification has it: everything but letters, digits and `.-_~:`.
 * https://github.com/package-url/purl-spec/blob/main/docs/standard/characters-and-encoding.md
 */
export function formatPurl(
  type: string,
  /** With slashes between its parts; absent for none. */
  namespace: string | undefined,
  name: string,
  version: string | undefined,
  qualifiers: Readonly<Record<string, string | undefined>> = {},
): string {
  const place = [...(namespace?.split("/") ?? []), name].map(encode).join("/");
  const query = Object.entries(qualifiers)
    .flatMap(([key, value]) => (value === undefined || value === "" ? [] : [`${key}=${encode(value)}`]))
    .sort()
    .join("&");
  const at = version === undefined ? "" : `@${encode(version)}`;
  return `pkg:${type}/${place}${at}${query === "" ? "" : `?${query}`}`;
}

/** A package URL taken apart; what it does not say is empty. */
export type Purl = {
  readonly type: string;
  /** With slashes between its parts. */
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly qualifiers: URLSearchParams;
};

/** Undefined for what is no package URL. */
export function parsePurl(text: string): Purl | undefined {
  const [, type = "", place = "", version = "", query = ""] =
    /^pkg:\/*([a-z][\w.+-]*)\/([^@?#]+)(?:@([^?#]*))?(?:\?([^#]*))?/i.exec(text) ?? [];
  const parts = place.split("/").filter(Boolean).map(decode);
  const name = parts.pop();
  if (name === undefined) return undefined;
  // A plus stands for itself here, as versions of distributions have it.
  const qualifiers = new URLSearchParams(query.replaceAll("+", "%2B"));
  return {
    type: type.toLowerCase(),
    namespace: parts.join("/"),
    name,
    version: decode(version),
    qualifiers,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encode(text: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, percent)
    .replaceAll("%3A", ":");
}
