/** Docker Hub's addresses. Names go in raw, so they are checked first, as in registry/urls.ts (R06, R07). */
import { ContentError } from "../errors.ts";
import { isRepositoryPath, isTag } from "../reference/reference.ts";

/** The namespace of official images. */
export const officialNamespace = "library";

/** Whether `text` may be a namespace: a repository's path without the repository. */
export function isHubNamespace(text: unknown): text is string {
  return typeof text === "string" && isRepositoryPath(text) && !text.includes("/");
}

/** A path as Docker Hub has them: a namespace and a name; undefined for any other. */
export function splitHubPath(path: string): readonly [namespace: string, name: string] | undefined {
  const [namespace, name, ...rest] = path.split("/");
  const isWhole = namespace !== undefined && name !== undefined && rest.length === 0;
  return isWhole && isRepositoryPath(path) ? [namespace, name] : undefined;
}

/** The address of one tag; what names none throws ContentError `malformed`. */
export function hubTagUrl(base: URL, path: string, tag: string): URL {
  const parts = splitHubPath(path);
  if (parts === undefined || !isTag(tag)) {
    throw new ContentError("malformed", `the name ${JSON.stringify(`${path}:${tag}`.slice(0, 200))}`);
  }
  return new URL(`/v2/repositories/${parts.join("/")}/tags/${tag}/`, base);
}

/** The page for people about a repository, or about one of its tags. */
export function hubPage(base: URL, path: string, tag?: string): URL | undefined {
  const parts = splitHubPath(path);
  if (parts === undefined) return undefined;
  const [namespace, name] = parts;
  const page = new URL(namespace === officialNamespace ? `/_/${name}` : `/r/${namespace}/${name}`, base);
  if (tag === undefined) return page;
  page.pathname += "/tags";
  page.searchParams.set("name", tag);
  return page;
}
