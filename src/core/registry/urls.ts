/**
 * The addresses of the distribution API under a registry's root, which may have a path prefix. Names go in raw, so
 * they are checked first: what is no name throws ContentError `malformed` before there is any URL (R06, R07).
 */
import { ContentError } from "../errors.ts";
import { isDigest } from "../reference/digest.ts";
import { isRepositoryPath, isTag } from "../reference/reference.ts";

/** The address that tells whether there is a registry. */
export function rootUrl(base: URL): URL {
  return under(base, "");
}

/** The address of a manifest by tag or digest. */
export function manifestUrl(base: URL, path: string, tagOrDigest: string): URL {
  if (!isTag(tagOrDigest) && !isDigest(tagOrDigest)) throw refused(tagOrDigest);
  return under(base, `${checked(path)}/manifests/${tagOrDigest}`);
}

/** The address of a blob. */
export function blobUrl(base: URL, path: string, digest: string): URL {
  if (!isDigest(digest)) throw refused(digest);
  return under(base, `${checked(path)}/blobs/${digest}`);
}

/** Where uploads of blobs begin. */
export function uploadsUrl(base: URL, path: string): URL {
  return under(base, `${checked(path)}/blobs/uploads/`);
}

/** Where an upload begins that takes a blob over from another repository of the registry, if it can. */
export function mountUrl(base: URL, path: string, digest: string, from: string): URL {
  if (!isDigest(digest)) throw refused(digest);
  const url = uploadsUrl(base, path);
  url.search = new URLSearchParams({ mount: digest, from: checked(from) }).toString();
  return url;
}

/** The address of the list of what refers to a digest. */
export function referrersUrl(base: URL, path: string, digest: string): URL {
  if (!isDigest(digest)) throw refused(digest);
  return under(base, `${checked(path)}/referrers/${digest}`);
}

/** The address of a repository's list of tags, without a count. */
export function tagsUrl(base: URL, path: string): URL {
  return under(base, `${checked(path)}/tags/list`);
}

/** The address of the list of repositories, without a count. */
export function catalogUrl(base: URL): URL {
  return under(base, "_catalog");
}

function under(base: URL, rest: string): URL {
  const url = new URL(base.origin);
  url.pathname = `${base.pathname.replace(/\/+$/, "")}/v2/${rest}`;
  return url;
}

function checked(path: string): string {
  if (!isRepositoryPath(path)) throw refused(path);
  return path;
}

function refused(name: string): ContentError {
  return new ContentError("malformed", `the name ${JSON.stringify(name.slice(0, 200))}`);
}
