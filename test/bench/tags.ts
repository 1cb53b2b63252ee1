import assert from "node:assert/strict";
import { Explorer } from "../../src/core/explorer/explorer.ts";
import type { RepositoryNode } from "../../src/core/explorer/node.ts";
import { run } from "../support/program.ts";
import { freshClient } from "./client.ts";
import { count, milliseconds, type Section } from "./figures.ts";
import { login, type Rig } from "./rig.ts";

const tagCount = 200;

/** Opening a repository of 200 multi-platform tags in the Registries view, beside skopeo's list. */
export async function tags(rig: Rig): Promise<Section> {
  const names = Array.from({ length: tagCount }, (_, number) => `2.${number}`);
  await rig.fill("many/tags", names);
  const explorer = await freshExplorer(rig);
  const { result, time, asked } = await rig.counted(() =>
    explorer.children(repositoryNode(rig.host, "many/tags")),
  );
  const peer = await skopeoTags(rig);
  assert.deepEqual(
    result.flatMap((row) => (row.kind === "tag" ? [row.reference.tag] : [])).sort(),
    [...names].sort(),
  );
  explorer.dispose();
  return {
    title: `Opening a repository of ${tagCount} multi-platform tags in the Registries view, cold`,
    figures: [
      count("pages asked for", asked.others, 1),
      count("requests for tokens", asked.tokens, 1),
      count("requests for the rows themselves", asked.heads, 0),
      count("requests refused (401), to learn how to log in", asked.challenges, 1),
      milliseconds("Mooring, in process", time),
      milliseconds("skopeo list-tags", peer),
    ],
  };
}

/** The Registries view with nothing known yet. */
export async function freshExplorer(rig: Rig): Promise<Explorer> {
  const { images, catalog, distribution } = await freshClient(rig);
  return new Explorer({
    registries: async () => [],
    catalog: ({ host }) => catalog(host),
    images,
    referrers: ({ host }, path, digest, signal) => distribution(host).referrers(path, digest, signal),
    tagOrder: () => "semver",
    now: Date.now,
  });
}

export function repositoryNode(host: string, path: string): RepositoryNode {
  const registry = {
    id: host,
    host,
    kind: "oci",
    url: `http://${host}`,
    insecure: false,
    name: undefined,
    repositories: [],
    account: { kind: "user", username: login.user },
  } as const;
  return {
    kind: "repository",
    parent: { kind: "registry", registry },
    repository: { registry: host, path },
  };
}

async function skopeoTags({ host }: Rig): Promise<number> {
  const account = ["--tls-verify=false", "--creds", `${login.user}:${login.password}`];
  const start = performance.now();
  await run("skopeo", ["list-tags", ...account, `docker://${host}/many/tags`]);
  return performance.now() - start;
}
