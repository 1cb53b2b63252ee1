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

function encode(text: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, percent)
    .replaceAll("%3A", ":");
}
