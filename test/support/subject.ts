/** A registry under test: how it is started and filled, what is known of it, and how a client of Mooring looks at it. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Credential } from "../../src/core/auth/credential.ts";
import type { AwsAccount } from "../../src/core/catalog/awsAccount.ts";
import { type Connection, Connections, type Endpoint } from "../../src/core/connect.ts";
import { openContent } from "../../src/core/content/store.ts";
import { TagMemory } from "../../src/core/content/tagMemory.ts";
import { Explorer } from "../../src/core/explorer/explorer.ts";
import type { RegistryNode, RepositoryNode } from "../../src/core/explorer/node.ts";
import type { Call, Middleware } from "../../src/core/http/call.ts";
import { fetchSend } from "../../src/core/http/fetchSend.ts";
import { Images } from "../../src/core/image/images.ts";
import { logged, logLines } from "./extensionLog.ts";
import { temporaryFolder } from "./folder.ts";
import { holds } from "./holds.ts";
import { owner, wrongPassword } from "./shelf.ts";

/** What is tested of every registry. */
export type Behaviour = "empty" | "refused" | "wrongPassword" | "expiredToken";

/** Requests for one action, and the least that the registry's own rules allow. */
export type Requests = { readonly made: number; readonly least: number; readonly why?: string };

export type Subject = {
  readonly name: string;
  /** Whether others wrote it; else it is a contract server of ours. */
  readonly real: boolean;
  readonly start: () => Promise<Running>;
  /** What cannot be asked of it, and why. */
  readonly lacks: Partial<Readonly<Record<Behaviour, string>>>;
  /** How many pages the network gives the list of 231 tags by. */
  readonly pages: number;
  /** The failures' kinds for who has no login. */
  readonly refused: { readonly tags: string; readonly resolve: string };
  /** The failures' kinds for a wrong password, and how often it goes out for each of two looks at the list. */
  readonly wrong: {
    readonly list: string;
    readonly resolve: string;
    readonly sent: readonly [number, number];
  };
  /** With the login: opening the registry, then a repository; and a repository alone. */
  readonly requests: Readonly<Record<"registry" | "repositoryThen" | "repositoryAlone", Requests>>;
};

export type Who = "owner" | "wrong" | "nobody";

export type Running = {
  readonly endpoint: Endpoint;
  /** What a user signs in with. */
  readonly credential: (
    who: Who,
    signal?: AbortSignal,
    aws?: Pick<AwsAccount, "login">,
  ) => Promise<Credential>;
  /** Called before a client is made, where who one is depends on the environment. */
  readonly become?: (who: Who) => void;
  /** Between Mooring and the registry. */
  readonly between?: Middleware;
  /** Makes the registry refuse every token it gave. */
  readonly expireTokens?: () => void;
  /** Takes a tag, and what it names, away behind Mooring's back. */
  readonly takeAway: (path: string, tag: string) => Promise<void>;
  /** Rejects when a contract server was asked what the real one would not take. */
  readonly stop: () => Promise<void>;
};

/** One request as it left Mooring, with the answer's status. */
export type Asked = { readonly what: string; readonly status: number; readonly isSecret: boolean };

export type Client = Connection & {
  readonly explorer: Explorer;
  readonly registry: RegistryNode;
  /** The requests since the last call. */
  readonly asked: () => readonly Asked[];
  /** Fails when a password or a token that went out is in the extension's log or on disk (C04). */
  readonly close: () => Promise<void>;
};

/** Mooring as the extension builds it, over one registry, with nothing known yet. */
export async function openClient(running: Running, who: Who): Promise<Client> {
  const { endpoint, between = (next) => next } = running;
  running.become?.(who);
  const asked: Asked[] = [];
  const secrets = new Set<string>([owner.password, wrongPassword]);
  const send = logged(between(fetchSend("Mooring/test")));
  const connections = new Connections({
    userAgent: "Mooring/test",
    transport: async (call) => {
      for (const secret of secretsIn(call)) secrets.add(secret);
      const answer = await send(call);
      asked.push({ what: nameOf(call), status: answer.status, isSecret: holds(call, wrongPassword) });
      return answer;
    },
    proxy: () => undefined,
    endpoints: () => [endpoint],
    credential: (_, signal, aws) => running.credential(who, signal, aws),
    mayUseAws: async () => true,
    // Token servers on another port of this machine are other hosts.
    allowRealm: async () => true,
    concurrency: 8,
    timeout: 60_000,
  });
  const folder = await temporaryFolder("client");
  const images = new Images({
    distributionFor: (host) => connections.distribution(host),
    content: openContent(join(folder.path, "content"), { maxBytes: 1e8 }),
    tags: new TagMemory(join(folder.path, "tags")),
  });
  const connection = connections.open(endpoint);
  const registry = registryNode(endpoint);
  const explorer = new Explorer({
    registries: async () => [registry.registry],
    catalog: () => connection.catalog,
    images,
    referrers: (_, path, digest, signal) => connection.distribution.referrers(path, digest, signal),
    tagOrder: () => "semver",
    now: Date.now,
  });
  const close = async () => {
    explorer.dispose();
    connections.reset();
    const left = [...logLines(), ...(await textsBelow(folder.path))];
    await folder.remove();
    assert.ok(left.length > 0, "nothing was logged");
    for (const text of left)
      for (const secret of secrets) assert.ok(!text.includes(secret), `a secret in ${text.slice(0, 200)}`);
  };
  return { ...connection, explorer, registry, asked: () => asked.splice(0), close };
}

function nameOf({ method, url, headers = {} }: Call): string {
  const [, operation] = /\.(\w+)$/.exec(headers["x-amz-target"] ?? "") ?? [];
  return `${method} ${operation ?? url.pathname}`;
}

/** What a call's login consists of. AWS's signatures are none: they open nothing else. */
function secretsIn({ headers = {} }: Call): readonly string[] {
  const [, scheme, value] = /^(Basic|Bearer) (.+)$/.exec(headers["authorization"] ?? "") ?? [];
  if (value === undefined) return [];
  return scheme === "Basic" ? [value, atob(value).replace(/^[^:]*:/, "")] : [value];
}

/** The store still writes when nobody waits for it any more, and gives files other names: then all is read anew. */
async function textsBelow(folder: string, tries = 20): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const reads = files.map(({ parentPath, name }) => readFile(join(parentPath, name), "latin1"));
  return Promise.all(reads).catch((error) => {
    if (tries === 0 || error.code !== "ENOENT") throw error;
    return textsBelow(folder, tries - 1);
  });
}

function registryNode({ id, host, kind, base }: Endpoint): RegistryNode {
  const account = { kind: "anonymous" } as const;
  const rest = { insecure: false, name: undefined, repositories: [], account };
  return { kind: "registry", registry: { id, host, kind, url: base.href, ...rest } };
}

/** The row of a repository, whether the registry lists it or not. */
export function repositoryAt({ registry }: Client, path: string): RepositoryNode {
  return { kind: "repository", parent: registry, repository: { registry: registry.registry.host, path } };
}
