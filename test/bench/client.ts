import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Catalog } from "../../src/core/catalog/catalog.ts";
import { Connections, defaultEndpoint } from "../../src/core/connect.ts";
import { openContent } from "../../src/core/content/store.ts";
import { TagMemory } from "../../src/core/content/tagMemory.ts";
import { systemLookup } from "../../src/core/http/targets.ts";
import { undiciSend } from "../../src/core/http/undiciSend.ts";
import { Images } from "../../src/core/image/images.ts";
import type { Distribution } from "../../src/core/registry/distribution.ts";
import { login, type Rig } from "./rig.ts";

/** Requests to one registry at the same time, for Mooring and for its peers. */
export const concurrency = 8;

export type Client = {
  readonly images: Images;
  distribution(host: string): Distribution;
  catalog(host: string): Catalog;
};

/** What the extension builds at its start, with nothing known yet: no token, no connection, an empty store. */
export async function freshClient({ folder }: Pick<Rig, "folder">): Promise<Client> {
  const store = await mkdtemp(join(folder, "store-"));
  const connections = new Connections({
    userAgent: "Mooring/bench",
    transport: undiciSend({ userAgent: "Mooring/bench" }),
    proxy: () => undefined,
    endpoints: (host) => [defaultEndpoint(host)],
    credential: async () => ({ kind: "basic", username: login.user, password: login.password }),
    allowRealm: async () => true,
    lookup: systemLookup,
    concurrency,
    timeout: 60_000,
  });
  const distribution = (host: string) => connections.distribution(host);
  const images = new Images({
    distributionFor: distribution,
    content: openContent(join(store, "content"), { maxBytes: 100 * 1024 * 1024 }),
    tags: new TagMemory(join(store, "tags")),
  });
  return { images, distribution, catalog: (host) => connections.open(defaultEndpoint(host)).catalog };
}
