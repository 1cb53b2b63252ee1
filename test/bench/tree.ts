import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { Explorer } from "../../src/core/explorer/explorer.ts";
import type { Registry, RegistryNode, RepositoryNode } from "../../src/core/explorer/node.ts";
import { rowOf } from "../../src/vscode/registries/rowText.ts";
import { freshClient } from "./client.ts";
import { count, type Figure, milliseconds, type Section, timeOf } from "./figures.ts";
import { tagCount, tagNames } from "./listWorker.ts";
import type { Rig } from "./rig.ts";
import { heap, watched } from "./watched.ts";

/** What one look at the view cost. */
type Look = {
  readonly rows: number;
  readonly time: number;
  /** The 99th percentile, in milliseconds, of how late the event loop was. */
  readonly late: number;
  readonly requests: number;
};

/** The Registries view over 5,000 repositories and 50,000 tags, beside parsing the same answer. */
export async function tree({ folder }: Pick<Rig, "folder">): Promise<Section> {
  const server = new Worker(new URL("./listWorker.ts", import.meta.url));
  const [host] = (await once(server, "message")) as [string];
  try {
    return await measure(host, folder, async () => {
      server.postMessage("taken");
      const [requests] = (await once(server, "message")) as [readonly string[]];
      return requests.length;
    });
  } finally {
    await server.terminate();
  }
}

async function measure(host: string, folder: string, taken: () => Promise<number>): Promise<Section> {
  const { images, catalog, distribution } = await freshClient({ folder });
  const registry = registryNode(host);
  const explorer = new Explorer({
    registries: async () => [registry.registry],
    catalog: () => catalog(host),
    images,
    referrers: (_, path, digest, signal) => distribution(host).referrers(path, digest, signal),
    tagOrder: () => "semver",
    now: Date.now,
  });
  const looking = (work: () => Promise<number>) => look(work, taken);
  const shown = async (node: RegistryNode | RepositoryNode) => {
    const rows = await explorer.children(node);
    for (const row of rows) rowOf(explorer.current(row), 0, { abilities: explorer.abilities(row) });
    return rows.length;
  };
  const [paged, whole] = [repositoryNode(registry, "paged/app"), repositoryNode(registry, "whole/app")];
  const answer = JSON.stringify({ tags: tagNames() });
  const parse = timeOf(() => JSON.parse(answer));
  const before = heap();
  const repositories = await looking(() => shown(registry));
  const tags = await looking(() => shown(paged));
  const all = await looking(() => shown(whole));
  const grown = heap() - before;
  const filter = await looking(() => {
    explorer.filter(whole, "9.1");
    return shown(whole);
  });
  const further = await looking(async () => {
    explorer.filter(paged, "no such tag");
    await explorer.more(paged);
    return shown(paged);
  });
  explorer.dispose();
  return {
    title: `The Registries view over 5,000 repositories and ${tagCount.toLocaleString("en")} tags`,
    figures: [
      ...figures("first 1,000 repositories", repositories, 1),
      ...figures("first 200 of 50,000 tags, by pages of 1,000", tags, 1),
      ...figures("first 200 of 50,000 tags, all in one answer", all, 1),
      milliseconds("JSON.parse of that answer", parse),
      { name: "heap kept for all of it", value: `${(grown / 1e6).toFixed(1)} MB` },
      ...figures("filtering 50,000 tags, with its rows", filter, 0),
      ...figures("looking further through 20 pages", further, 20),
    ],
  };
}

function figures(name: string, { rows, time, late, requests }: Look, wanted: number): readonly Figure[] {
  return [
    milliseconds(`${name} (${rows} rows)`, time),
    milliseconds("  event loop late, 99th percentile", late),
    count("  requests", requests, wanted),
  ];
}

async function look(work: () => Promise<number>, taken: () => Promise<number>): Promise<Look> {
  await taken();
  const { result: rows, time, late } = await watched(work);
  return { rows, time, late, requests: await taken() };
}

function registryNode(host: string): RegistryNode {
  const registry: Registry = {
    id: host,
    host,
    kind: "oci",
    url: `http://${host}`,
    insecure: false,
    name: undefined,
    repositories: [],
    account: { kind: "anonymous" },
  };
  return { kind: "registry", registry };
}

function repositoryNode(parent: RegistryNode, path: string): RepositoryNode {
  return { kind: "repository", parent, repository: { registry: parent.registry.host, path } };
}
