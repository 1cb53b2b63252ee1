/**
 * The addresses of Harbor's API. A repository's path is its project and a name in it; the name stands in an address
 * with every character encoded twice, since its slashes would be taken for the address's own.
 * https://github.com/goharbor/harbor/blob/main/api/v2.0/swagger.yaml
 */
import type { Call, Send } from "../http/call.ts";
import { isRepositoryPath } from "../reference/reference.ts";

export type HarborRepository = { readonly project: string; readonly name: string };

/** The parts of a repository's path; undefined when it cannot be Harbor's. */
export function readHarborPath(path: string): HarborRepository | undefined {
  const slash = path.indexOf("/");
  if (slash === -1 || !isRepositoryPath(path)) return undefined;
  return { project: path.slice(0, slash), name: path.slice(slash + 1) };
}

/** The address of all repositories that the login may see. */
export function repositoriesUrl(base: URL): URL {
  return new URL("api/v2.0/repositories", base);
}

/** The address of a repository's artifacts, or of what is below them by `rest` (tags and digests). */
export function artifactsUrl(base: URL, { project, name }: HarborRepository, ...rest: string[]): URL {
  const twice = encodeURIComponent(encodeURIComponent(name));
  const below = ["artifacts", ...rest.map(encodeURIComponent)].join("/");
  return new URL(`api/v2.0/projects/${project}/repositories/${twice}/${below}`, base);
}

/** The page for people about a repository, by its project's number. */
export function repositoryPage(base: URL, project: number, { name }: HarborRepository): URL {
  return new URL(`harbor/projects/${project}/repositories/${encodeURIComponent(name)}/artifacts-tab`, base);
}

/** Sends what concerns a project: Harbor takes digits for a project's number unless told that they are its name. */
export function forProject({ project }: HarborRepository, send: Send): Send {
  if (!/^\d+$/.test(project)) return send;
  return withHeaders(send, { "x-is-resource-name": "true" });
}

/** Sends with headers beside a call's own. */
export function withHeaders(send: Send, headers: NonNullable<Call["headers"]>): Send {
  return (call) => send({ ...call, headers: { ...call.headers, ...headers } });
}
