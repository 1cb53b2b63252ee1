/** The least that HTTP allows, to hold Mooring against. */
import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { parseReference, type Reference } from "../../src/core/reference/reference.ts";
import { concurrency } from "./client.ts";
import type { Rig } from "./rig.ts";

/** The milliseconds that bare HEAD requests take, with tokens in hand, first connections included. */
export async function rawHeads(rig: Rig, names: readonly string[]): Promise<number> {
  const tokens = new Map<string, string>();
  const repositories = new Set(names.map((name) => referenceOf(name).repository.path));
  for (const repository of repositories) tokens.set(repository, await rig.token(repository));
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const start = performance.now();
  await Promise.all(names.map((name) => rawHead(referenceOf(name), tokens, agent)));
  const time = performance.now() - start;
  agent.destroy();
  return time;
}

function rawHead(
  { repository: { registry, path }, tag }: Reference,
  tokens: Map<string, string>,
  agent: Agent,
) {
  const accept = "application/vnd.oci.image.index.v1+json";
  const headers = { accept, authorization: tokens.get(path) };
  return new Promise<void>((resolve, reject) => {
    request(
      `http://${registry}/v2/${path}/manifests/${tag}`,
      { method: "HEAD", agent, headers },
      (answer) => {
        answer.resume();
        if (answer.statusCode === 200) answer.on("end", resolve);
        else reject(new Error(`${path}:${tag} answered ${answer.statusCode}`));
      },
    )
      .on("error", reject)
      .end();
  });
}

/** Reads a reference that is known to be one. */
export function referenceOf(name: string): Reference {
  const parsed = parseReference(name);
  assert.ok(parsed.ok, name);
  return parsed.reference;
}
