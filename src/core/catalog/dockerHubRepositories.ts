/** https://docs.docker.com/reference/api/hub/latest/#tag/repositories */
import { RegistryError } from "../errors.ts";
import { toObject, toText, toTime } from "../oci/fields.ts";
import { isRepositoryPath } from "../reference/reference.ts";
import type { Api } from "../registry/api.ts";
import { hubList, noPage } from "./dockerHubList.ts";
import type { HubLogin } from "./dockerHubLogin.ts";
import { hubNamespaces } from "./dockerHubNamespaces.ts";
import { officialNamespace } from "./dockerHubUrls.ts";
import type { RepositoryFacts } from "./facts.ts";
import { inTurn } from "./inTurn.ts";
import type { Listed, ReadPage } from "./listPage.ts";

/**
 * The user's own repositories and those of the organisations, then the official images; without a login these alone.
 * A namespace that may not be listed hides nothing else; a login that is not accepted is the list's failure.
 */
export function hubRepositories(bare: Api, login: HubLogin): ReadPage<RepositoryFacts> {
  const official = repositoriesIn(bare, officialNamespace);
  return async (signal) => {
    const username = await login.signIn(signal);
    if (username === undefined) return official(signal);
    const signedIn = { base: bare.base, send: login.signedIn };
    const own = await hubNamespaces(signedIn, username, signal);
    const lists = own.map((namespace) => unlessRefused(repositoriesIn(signedIn, namespace)));
    return inTurn([...lists, official])(signal);
  };
}

function repositoriesIn(api: Api, namespace: string): ReadPage<RepositoryFacts> {
  return hubList(api, {
    path: `/v2/namespaces/${namespace}/repositories`,
    query: { ordering: "name" },
    subject: `the list of repositories of ${namespace}`,
    decode: (entry) => decodeRepository(entry, namespace),
  });
}

function decodeRepository(entry: unknown, namespace: string): Listed<RepositoryFacts> | undefined {
  const fields = toObject(entry) ?? {};
  const name = toText(fields["name"]) ?? "";
  const path = `${namespace}/${name}`;
  if (name.includes("/") || !isRepositoryPath(path)) return undefined;
  const { is_private, last_updated } = fields;
  const description = toText(fields["description"]);
  const pushed = toTime(last_updated);
  return {
    name: path,
    facts: {
      ...(typeof is_private === "boolean" && { isPrivate: is_private }),
      ...(description && { description }),
      ...(pushed !== undefined && { pushed }),
    },
  };
}

function unlessRefused<Facts>(read: ReadPage<Facts>): ReadPage<Facts> {
  return async (signal) => {
    try {
      return await read(signal);
    } catch (failure) {
      const kinds: readonly string[] = ["unauthorized", "denied", "notFound"];
      if (failure instanceof RegistryError && kinds.includes(failure.kind)) return noPage;
      throw failure;
    }
  };
}
