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
  const { images, catalog } = await freshClient(rig);
  const explorer = new Explorer({
    registries: async () => [],
    catalog: ({ host }) => catalog(host),
    images,
    referrers: async () => ({ items: [], cut: false }),
    tagOrder: () => "semver",
    now: Date.now,
  });
  const { result, time, asked } = await rig.counted(() => explorer.children(repositoryNode(rig.host)));
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

function repositoryNode(host: string): RepositoryNode {
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
    repository: { registry: host, path: "many/tags" },
  };
}

async function skopeoTags({ host }: Rig): Promise<number> {
  const account = ["--tls-verify=false", "--creds", `${login.user}:${login.password}`];
  const start = performance.now();
  await run("skopeo", ["list-tags", ...account, `docker://${host}/many/tags`]);
  return performance.now() - start;
}
