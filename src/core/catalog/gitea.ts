/**
 * The catalogue of Gitea and of Forgejo, which grew out of it. The distribution API lists everything that may be seen
 * and removes tags and manifests; the API beside it tells whose organisations one belongs to and when tags were made.
 * https://docs.gitea.com/api/
 */
import { toObject, toText } from "../oci/fields.ts";
import { isRepositoryPath } from "../reference/reference.ts";
import type { Api } from "../registry/api.ts";
import { catalogAfter } from "../registry/listing.ts";
import type { Catalog, CatalogSource } from "./catalog.ts";
import type { RepositoryFacts } from "./facts.ts";
import { packagePage, readGiteaPath, versionPages } from "./giteaPackages.ts";
import { registryRoot } from "./kind.ts";
import type { ReadPage } from "./listPage.ts";
import { getEntries } from "./numberedPages.ts";
import { ociCatalog } from "./oci.ts";
import { withOwnLogin } from "./ownLogin.ts";
import { isRefused, orElse } from "./refused.ts";

/** How many owners' lists are asked for at once. */
const mostOwners = 20;

/** See the file's head. Only who has signed in may ask the API. */
export function giteaCatalog(source: CatalogSource): Catalog {
  const plain = ociCatalog(source);
  const api: Api = { base: source.base, send: withOwnLogin(source) };
  return {
    ...plain,
    repositories: ownFirst(source, api, plain.repositories),
    tags: (path) => async (signal) => {
      const owned = readGiteaPath(path);
      const user = await userOf(source, signal);
      if (owned === undefined || user === undefined) return plain.tags(path)(signal);
      const page = await orElse(versionPages(api, owned), plain.tags(path))(signal);
      // The API says the same of a package that is not there.
      return page.items.length === 0 ? plain.tags(path)(signal) : page;
    },
    webPage: (path, tag) => packagePage(source.base, path, tag),
  };
}

/**
 * On a server for everyone, what one owns would be lost among everybody's: it makes the first page, with one request
 * for each owner, and the list of all follows.
 */
function ownFirst(
  source: CatalogSource,
  api: Api,
  all: ReadPage<RepositoryFacts>,
): ReadPage<RepositoryFacts> {
  return async (signal) => {
    const user = await userOf(source, signal);
    if (user === undefined) return all(signal);
    const owners = [user, ...(await organisations(api, signal))].slice(0, mostOwners);
    const names = await Promise.all(owners.map((owner) => ownedBy(source, owner, signal)));
    const items = names.flat().map((name) => ({ name }));
    return items.length === 0 ? all(signal) : { items, hidden: 0, cut: false, next: all };
  };
}

/** The catalogue is in the order of names, so that an owner's lie together. */
async function ownedBy(
  { distribution, kind, base }: CatalogSource,
  owner: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const { items } = await distribution.repositories(
    catalogAfter(registryRoot(kind, base), `${owner}/`),
    signal,
  );
  return items.filter((name) => name.startsWith(`${owner}/`));
}

async function userOf(
  { credential }: CatalogSource,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const login = await credential(signal);
  return login.kind === "basic" ? toOwner(login.username) : undefined;
}

/** None when the login's token may not read them. */
async function organisations(api: Api, signal: AbortSignal | undefined): Promise<readonly string[]> {
  const url = new URL("api/v1/user/orgs?limit=50", api.base);
  try {
    const { entries } = await getEntries(api, url, `the organisations at ${api.base.host}`, signal);
    return entries.flatMap((entry) => toOwner(toText(toObject(entry)?.["name"])) ?? []);
  } catch (failure) {
    if (!isRefused(failure)) throw failure;
    return [];
  }
}

/** Owners' names are in lower case where images are concerned. */
function toOwner(name: string | undefined): string | undefined {
  const owner = name?.toLowerCase();
  return isRepositoryPath(owner) ? owner : undefined;
}
