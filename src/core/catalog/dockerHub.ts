/**
 * Docker Hub: its website's API lists repositories and tags, searches, and takes tags away; the registry does the rest.
 * https://docs.docker.com/reference/api/hub/latest/
 */
import type { Credential } from "../auth/credential.ts";
import { RegistryError } from "../errors.ts";
import { dockerHub } from "../reference/reference.ts";
import type { Catalog, CatalogSource, Deed } from "./catalog.ts";
import { HubLogin } from "./dockerHubLogin.ts";
import { hubRepositories } from "./dockerHubRepositories.ts";
import { hubSearch } from "./dockerHubSearch.ts";
import { hubTags } from "./dockerHubTags.ts";
import { untagAtHub } from "./dockerHubUntag.ts";
import { hubPage } from "./dockerHubUrls.ts";

/**
 * Docker Hub's catalogue. Without a login, or with one that its website's API cannot use (an identity token), it has
 * the official images and whatever is public. The login goes out when something asks for it, and to that API alone.
 */
export function dockerHubCatalog(source: CatalogSource): Catalog {
  const { distribution, send } = source;
  const base = hubBase(source);
  const cannot = new Set<Deed>();
  const credential = async (signal?: AbortSignal) => {
    const found = await source.credential(signal);
    note(cannot, found);
    return found;
  };
  const bare = { base, send };
  const login = new HubLogin({ base, send, credential });
  return {
    repositories: hubRepositories(bare, login),
    tags: (path) => hubTags(bare, login, distribution, path),
    search: (words) => hubSearch(bare, words),
    cannot,
    untag: (path, tag, signal) => untagAtHub({ base, send: login.signedIn }, path, tag, signal),
    deleteDigest: (path, digest, signal) =>
      distribution.deleteManifest(path, digest, signal).catch((failure) => {
        throw explainTagged(failure);
      }),
    webPage: (path, tag) => hubPage(base, path, tag),
  };
}

/** Look-alikes have everything in one place. */
function hubBase({ host, base }: CatalogSource): URL {
  return new URL(host === dockerHub ? "https://hub.docker.com/" : base.origin);
}

/** Nobody may take anything away unknown, and the registry itself takes no tag away. */
function note(cannot: Set<Deed>, { kind }: Credential): void {
  cannot.clear();
  if (kind !== "basic") cannot.add("untag");
  if (kind === "anonymous") cannot.add("delete");
}

/** Docker Hub forbids what others do with a word of warning: deleting a manifest that a tag or an index names. */
function explainTagged(failure: unknown): unknown {
  if (!(failure instanceof RegistryError) || failure.kind !== "denied") return failure;
  const { host, status, detail } = failure;
  return new RegistryError("denied", host, {
    code: "stillTagged",
    ...(status !== undefined && { status }),
    ...(detail !== undefined && { detail }),
    cause: failure,
  });
}
