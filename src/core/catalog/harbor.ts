/**
 * Harbor's catalogue by its own API, version 2.0, with the registry's login as Basic authentication. Cookies are
 * never kept: Harbor asks a token against forged requests only of those who send one. What the API refuses, the
 * distribution API is asked for.
 * https://github.com/goharbor/harbor/blob/main/api/v2.0/swagger.yaml
 */
import { RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { drain } from "../http/body.ts";
import type { Api } from "../registry/api.ts";
import type { Catalog, CatalogSource } from "./catalog.ts";
import {
  artifactsUrl,
  forProject,
  type HarborRepository,
  readHarborPath,
  repositoryPage,
} from "./harborApi.ts";
import { repositoryPages, tagPages } from "./harborLists.ts";
import { ociCatalog } from "./oci.ts";
import { withOwnLogin } from "./ownLogin.ts";
import { isRefused, orElse } from "./refused.ts";
import type { RegistryScanner } from "./registryScanner.ts";

/** See the file's head. The page for people is known once the list told the number of the repository's project. */
export function harborCatalog(source: CatalogSource): Catalog {
  const plain = ociCatalog(source);
  const api: Api = { base: source.base, send: withOwnLogin(source) };
  const projects = new Map<string, number>();
  return {
    ...plain,
    repositories: orElse(repositoryPages(api, projects), plain.repositories),
    tags: (path) => {
      const repository = readHarborPath(path);
      return repository ? orElse(tagPages(api, repository), plain.tags(path)) : plain.tags(path);
    },
    untag: async (path, tag, signal) => {
      const repository = readHarborPath(path);
      if (repository === undefined) return plain.untag(path, tag, signal);
      return remove(api, repository, [tag, "tags", tag], signal);
    },
    deleteDigest: async (path, digest, signal) => {
      const repository = readHarborPath(path);
      if (repository === undefined) return plain.deleteDigest(path, digest, signal);
      return remove(api, repository, [digest], signal).catch((failure: unknown) => {
        if (!isRefused(failure)) throw failure;
        return plain.deleteDigest(path, digest, signal);
      });
    },
    scanner: harborScanner(api),
    webPage: (path) => {
      const repository = readHarborPath(path);
      const project = projects.get(repository?.project ?? "");
      if (repository === undefined || project === undefined) return undefined;
      return repositoryPage(source.base, project, repository);
    },
  };
}

function harborScanner(api: Api): RegistryScanner {
  const repositoryOf = (path: string) => {
    const repository = readHarborPath(path);
    if (repository === undefined)
      throw new RegistryError("notFound", api.base.host, { code: "NAME_UNKNOWN" });
    return repository;
  };
  return {
    read: async (path, image, signal) =>
      (await import("./findings.ts")).readHarborScan(api, repositoryOf(path), image, signal),
    start: async (path, image, signal) =>
      (await import("./findings.ts")).startHarborScan(api, repositoryOf(path), image, signal),
  };
}

async function remove(
  api: Api,
  repository: HarborRepository,
  what: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const url = artifactsUrl(api.base, repository, ...what);
  const send = forProject(repository, api.send);
  const response = await send({ method: "DELETE", url, ...(signal && { signal }) });
  if (response.status !== 200) throw await statusToFailure(response, api.base.host);
  return drain(response);
}
