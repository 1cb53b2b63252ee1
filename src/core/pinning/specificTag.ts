/** The most specific tag of a digest, to write it beside the digest in place of one that moves: `latest` -> `3.20.3`. */
import { mapParallel } from "../async.ts";
import { RegistryError } from "../errors.ts";
import type { Digest } from "../reference/digest.ts";
import type { Repository } from "../reference/reference.ts";
import type { Resolver } from "./resolver.ts";
import { compareVersions, overlaps, parseTagVersion, type TagVersion } from "./tagVersion.ts";

/** Words of tags that say nothing of what is in the image. */
const channels = new Set([
  ...["latest", "stable", "mainline", "lts", "current", "release", "edge", "rolling", "main", "master", "v"],
]);

/**
 * The tags that say more exactly than `tag` which version they are, the most exact first: of the same flavour, with
 * more numbers, and within the version that `tag` names, if any. Whether they name the same digest is not known here.
 */
export function moreSpecificTags(tag: string, tags: readonly string[]): readonly string[] {
  const own = parseTagVersion(tag);
  const flavour = flavourOf(tag, own);
  return [...new Set(tags)]
    .flatMap((name) => {
      const version = parseTagVersion(name);
      const fits = version && isWithin(own, version) && flavourOf(name, version) === flavour;
      return fits ? [{ name, version }] : [];
    })
    .sort((a, b) => compareExactness(b.version, a.version) || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

/** A tag of a list, and its digest where the list tells it. */
export type ListedTag = { readonly name: string; readonly digest?: Digest };

/** The most tags that are asked for, and how many at a time. */
const mostAsked = 24;
const concurrency = 6;

/**
 * The most specific tag that names `digest` as `tag` does, asked for now; undefined when there is none among the first
 * candidates. Digests that a list tells narrow the choice, and are confirmed. Rejects as the resolver does.
 */
export async function findSpecificTag(
  { resolve }: Resolver,
  { repository, tag, digest }: { repository: Repository; tag: string; digest: Digest },
  listed: readonly ListedTag[],
  signal?: AbortSignal,
): Promise<string | undefined> {
  const told = new Map(listed.map(({ name, digest: own }) => [name, own]));
  const candidates = moreSpecificTags(tag, [...told.keys()]);
  const same = candidates.filter((name) => told.get(name) === digest);
  const asked = same.length > 0 ? same : candidates.filter((name) => told.get(name) === undefined);
  const names = await mapParallel(
    asked.slice(0, mostAsked),
    concurrency,
    async (name) => {
      const found = await orUndefined(resolve(repository, name));
      return found?.digest === digest ? name : undefined;
    },
    signal,
  );
  return names.find((name) => name !== undefined);
}

/** A tag that went since it was listed is none. */
async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (failure) {
    if (failure instanceof RegistryError && failure.kind === "notFound") return undefined;
    throw failure;
  }
}

function isWithin(own: TagVersion | undefined, version: TagVersion): boolean {
  if (own === undefined) return true;
  const alike = (own.preRelease === undefined) === (version.preRelease === undefined);
  return alike && version.numbers.length > own.numbers.length && overlaps(own, version);
}

function compareExactness(a: TagVersion, b: TagVersion): number {
  const released = Number(a.preRelease === undefined) - Number(b.preRelease === undefined);
  return a.numbers.length - b.numbers.length || released || compareVersions(a, b);
}

/** The words of a tag beside its version: `alpine` of `stable-alpine` and of `1.27.3-alpine`. */
function flavourOf(tag: string, version: TagVersion | undefined): string {
  const rest = version === undefined ? tag : `${version.prefix}-${version.suffix}`;
  return rest
    .toLowerCase()
    .split(/[-_+]|\.(?!\d)/)
    .filter((word) => word !== "" && !channels.has(word))
    .join("-");
}
