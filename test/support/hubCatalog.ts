/** Catalogues over a fake Docker Hub, by real HTTP without retries. */
import { authorize } from "../../src/core/auth/authorize.ts";
import { anonymous, type Credential } from "../../src/core/auth/credential.ts";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import { dockerHubCatalog } from "../../src/core/catalog/dockerHub.ts";
import type { Listed, ReadPage } from "../../src/core/catalog/listPage.ts";
import { fetchSend } from "../../src/core/http/fetchSend.ts";
import type { Distribution } from "../../src/core/registry/distribution.ts";
import { openDistribution } from "../../src/core/registry/open.ts";
import { type DockerHubOptions, type DockerHubServer, startDockerHub } from "./dockerHubServer.ts";

/** What one account has of the fake. */
export type HubClient = {
  readonly hub: DockerHubServer;
  readonly catalog: Catalog;
  readonly distribution: Distribution;
  /** The requests since the last call: `website GET /v2/user/orgs/ bearer`. */
  readonly asked: () => readonly string[];
};

/** The login of a user whose password is the usual one. */
export function loginOf(username: string): Credential {
  return { kind: "basic", username, password: hubPassword };
}

export const hubPassword = "canary-password";

/** Starts a fake, works with it as one account, and stops it; rejects when a request was not as it should be. */
export async function withHub<T>(
  options: DockerHubOptions & { readonly credential?: () => Credential },
  work: (client: HubClient) => Promise<T>,
): Promise<T> {
  const { credential = () => anonymous, ...rest } = options;
  const hub = await startDockerHub(rest);
  try {
    return await work(clientOf(hub, async () => credential()));
  } finally {
    await hub.stop();
  }
}

function clientOf(hub: DockerHubServer, credential: () => Promise<Credential>): HubClient {
  const { base, requests } = hub;
  const { host } = base;
  const send = fetchSend("Mooring/test");
  const login = authorize({ registry: host, base, credential, allowRealm: async () => true });
  const distribution = openDistribution({ registry: host, base, send: login(send) });
  return {
    hub,
    distribution,
    catalog: dockerHubCatalog({ kind: "dockerHub", host, base, distribution, send, credential }),
    asked: () =>
      requests.splice(0).map(({ at, method, target, login }) => `${at} ${method} ${target} ${login}`),
  };
}

/** All entries of a list, at most ten pages. */
export async function readAll<Facts>(read: ReadPage<Facts>): Promise<readonly Listed<Facts>[]> {
  const items: Listed<Facts>[] = [];
  let next: ReadPage<Facts> | undefined = read;
  for (let pages = 0; next !== undefined && pages < 10; pages++) {
    const page = await next();
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

/** The names of a list's entries. */
export function namesOf(items: readonly Listed<unknown>[]): readonly string[] {
  return items.map(({ name }) => name);
}
