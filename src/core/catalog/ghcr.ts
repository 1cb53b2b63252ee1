/**
 * GitHub Container Registry: repositories, tags and deletion by GitHub's REST API, which wants a token for everything.
 * A version of a package is a digest with all its tags, so no tag can be taken away alone.
 * https://docs.github.com/rest/packages/packages
 */
import { RegistryError, type RegistryErrorKind } from "../errors.ts";
import { drain } from "../http/body.ts";
import type { Digest } from "../reference/digest.ts";
import type { Catalog, CatalogSource } from "./catalog.ts";
import type { TagFacts } from "./facts.ts";
import { ghcrRepositories } from "./ghcrRepositories.ts";
import { GhcrVersions } from "./ghcrVersions.ts";
import { askGithub, type GithubApi, githubApi, refusal } from "./githubApi.ts";
import { type OwnerKind, packageNameOf } from "./githubPackages.ts";
import type { ReadPage } from "./listPage.ts";
import { plainTags } from "./oci.ts";

/** See the file's head. Without a token, tags are names alone, and repositories reject with `unauthorized`. */
export function ghcrCatalog(source: CatalogSource): Catalog {
  const { host, distribution } = source;
  const api = githubApi(source);
  const owners = new Map<string, OwnerKind>();
  const versions = new GhcrVersions(api, owners);
  const repositories = ghcrRepositories(api, (owner, kind) => owners.set(owner, kind));
  return {
    repositories: async (signal) => {
      if ((await api.token(signal)) === undefined) throw new RegistryError("unauthorized", host);
      return repositories(signal);
    },
    tags: (path) => tagsOf(api, versions, path, plainTags(distribution, path)),
    cannot: new Set(["untag"] as const),
    untag: async () => {
      throw new RegistryError("unsupported", host);
    },
    deleteDigest: (path, digest, signal) => deleteVersion(api, versions, path, digest, signal),
    webPage: (path) => (host === "ghcr.io" ? webPage(path, owners) : undefined),
  };
}

/** Tags with their digests where GitHub tells them to this token, else as the registry lists them to anyone. */
function tagsOf(
  api: GithubApi,
  versions: GhcrVersions,
  path: string,
  plain: ReadPage<TagFacts>,
): ReadPage<TagFacts> {
  return async (signal) => {
    const isAnonymous = (await api.token(signal)) === undefined;
    if (isAnonymous) return plain(signal).catch(hide(["unauthorized", "denied"]));
    try {
      return await versions.tags(path)(signal);
    } catch (failure) {
      if (!isRefusal(failure)) throw failure;
      return plain(signal).catch(isTelling(failure) ? rethrow(failure) : hide(["denied"]));
    }
  };
}

/** The token server refuses what is missing just as what is private: neither is a fault of the login. */
function hide(kinds: readonly RegistryErrorKind[]): (failure: unknown) => never {
  return (failure) => {
    if (!(failure instanceof RegistryError) || !kinds.includes(failure.kind)) throw failure;
    const { host, status } = failure;
    const facts = { code: "NAME_UNKNOWN", cause: failure, ...(status !== undefined && { status }) };
    throw new RegistryError("notFound", host, facts);
  };
}

function rethrow(failure: unknown): () => never {
  return () => {
    throw failure;
  };
}

/** A token that is wrong is wrong for the registry, too, and is not tried there (reliability A10). */
function isRefusal(failure: unknown): failure is RegistryError {
  return failure instanceof RegistryError && (failure.kind === "denied" || failure.kind === "notFound");
}

/** Whether GitHub said what is wrong with the token. */
function isTelling({ code }: RegistryError): boolean {
  return code === "ssoRequired" || code === "scopeMissing";
}

/** GitHub keeps the last version of a package, and public ones with many downloads: 400, code `versionKept`. */
async function deleteVersion(
  api: GithubApi,
  versions: GhcrVersions,
  path: string,
  digest: Digest,
  signal?: AbortSignal,
): Promise<void> {
  const { host } = api.base;
  const url = await versions.find(path, digest, signal);
  if (url === undefined) throw new RegistryError("notFound", host, { code: "MANIFEST_UNKNOWN" });
  const response = await askGithub(api, "DELETE", url, signal);
  versions.forget(path, digest);
  if (response.status === 204) return drain(response);
  const failure = await refusal(response, host, "delete:packages");
  const { status, detail } = failure;
  if (status !== 400) throw failure;
  const words = detail === undefined ? {} : { detail };
  throw new RegistryError("denied", host, { status, code: "versionKept", cause: failure, ...words });
}

/** GitHub leads from a user's address to an organisation's where it is one. */
function webPage(path: string, owners: ReadonlyMap<string, OwnerKind>): URL | undefined {
  const parts = packageNameOf(path);
  if (parts === undefined) return undefined;
  const kind = owners.get(parts.owner) === "orgs" ? "orgs" : "users";
  const name = encodeURIComponent(parts.name);
  return new URL(`https://github.com/${kind}/${parts.owner}/packages/container/package/${name}`);
}
