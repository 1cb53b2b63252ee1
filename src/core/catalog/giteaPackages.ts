/** Gitea's packages: an image repository is one, and each of its tags and untagged manifests a version of it. */
import { toObject, toText, toTime } from "../oci/fields.ts";
import { isDigest } from "../reference/digest.ts";
import { isRepositoryPath, isTag } from "../reference/reference.ts";
import type { Api } from "../registry/api.ts";
import type { TagFacts } from "./facts.ts";
import type { ReadPage } from "./listPage.ts";
import { type Entries, getEntries, numberedPages, type Shown } from "./numberedPages.ts";

/** What servers give at once unless they are set up to give more. */
const pageSize = 50;

export type GiteaPackage = { readonly owner: string; readonly name: string };

/** The owner and the package of a repository's path; undefined when it cannot be Gitea's. */
export function readGiteaPath(path: string): GiteaPackage | undefined {
  const slash = path.indexOf("/");
  if (slash === -1 || !isRepositoryPath(path)) return undefined;
  return { owner: path.slice(0, slash), name: path.slice(slash + 1) };
}

/** A repository's tags, the newest first, with the times they were last pushed. */
export function versionPages(api: Api, { owner, name }: GiteaPackage): ReadPage<TagFacts> {
  const subject = `the tags of ${owner}/${name}`;
  const read = (page: number, signal?: AbortSignal) => {
    const url = new URL(`api/v1/packages/${owner}/container/${encodeURIComponent(name)}`, api.base);
    url.search = `page=${page}&limit=${pageSize}`;
    return getEntries(api, url, subject, signal);
  };
  return numberedPages(read, showVersions, pageSize);
}

/** Manifests without a tag are versions, too: they are not shown, and how many tags there are is not known. */
function showVersions({ entries }: Entries): Shown<TagFacts> {
  const versions = entries.map((entry) => toObject(entry) ?? {});
  const named = versions.filter(({ version }) => !isDigest(version));
  const items = named.flatMap(({ version, created_at }) => {
    const name = toText(version);
    const pushed = toTime(created_at);
    if (name === undefined || !isTag(name)) return [];
    return [{ name, facts: pushed === undefined ? {} : { pushed } }];
  });
  return { items, hidden: named.length - items.length };
}

/** The page for people about a package, or one version of it. */
export function packagePage(base: URL, path: string, tag?: string): URL | undefined {
  const owned = readGiteaPath(path);
  if (owned === undefined) return undefined;
  const version = tag === undefined ? "" : `/${encodeURIComponent(tag)}`;
  return new URL(`${owned.owner}/-/packages/container/${encodeURIComponent(owned.name)}${version}`, base);
}
