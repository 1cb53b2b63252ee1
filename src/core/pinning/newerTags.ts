import { compareVersions, isComparable, parseTagVersion, type TagVersion } from "./tagVersion.ts";

/**
 * The tags that are newer than `tag` in its own line, the newest first: the same prefix and suffix, hence the same
 * flavour and distribution, and as many numbers (`1.27-alpine3.20`: `1.28-alpine3.20`). Pre-releases only from a
 * pre-release on, and none further from the release than it. A tag without a version, such as `latest`, has no line.
 */
export function newerTags(tag: string, tags: readonly string[]): readonly string[] {
  const own = parseTagVersion(tag);
  if (own === undefined) return [];
  return [...new Set(tags)]
    .flatMap((name) => {
      const version = parseTagVersion(name);
      return version !== undefined && isNewer(own, version) ? [{ name, version }] : [];
    })
    .sort((a, b) => compareVersions(b.version, a.version))
    .map(({ name }) => name);
}

function isNewer(own: TagVersion, other: TagVersion): boolean {
  const line = own.prefix === other.prefix && own.suffix === other.suffix && isComparable(own, other);
  const release = other.preRelease === undefined;
  const ripe = release || (own.preRelease !== undefined && other.preRelease.rank >= own.preRelease.rank);
  return line && ripe && compareVersions(own, other) < 0;
}
