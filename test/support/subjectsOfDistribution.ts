/** The registries of the distribution project under test, as others wrote them. */
import { endpointOf } from "../../src/core/connect.ts";
import type { RegistryAuth, RegistryOptions, TestRegistry } from "./dockerRegistry.ts";
import { authorize, push, pushManifest, type Target } from "./push.ts";
import { owner, type ShelfRepository, shelf, wrongPassword } from "./shelf.ts";
import { spoilTokens } from "./spoilTokens.ts";
import type { Running, Subject, Who } from "./subject.ts";

type Start = (options: RegistryOptions) => Promise<TestRegistry>;

const users = { [owner.user]: owner.password };
const auths = {
  "open to all": undefined,
  "behind a password": { kind: "htpasswd", users },
  "behind tokens": { kind: "token", users, isPublic: (path) => path.startsWith("team/") },
} satisfies Record<string, RegistryAuth | undefined>;

const noLogin = "it asks nobody for a login";
const noTokens = "it gives no tokens";
const refused = { tags: "unauthorized", resolve: "unauthorized" };
const wrong = { list: "unauthorized", resolve: "unauthorized", sent: [1, 0] } as const;

/** What the registry wants, in each of its three ways to ask for a login. */
export function distributionSubjects(version: string, start: Start): readonly Subject[] {
  const common = { real: true, pages: 1, refused, wrong };
  const run = (auth: RegistryAuth | undefined) => () => startFilled(start, auth);
  return [
    {
      ...common,
      name: `${version} open to all`,
      start: run(auths["open to all"]),
      lacks: { refused: noLogin, wrongPassword: noLogin, expiredToken: noTokens },
      requests: {
        registry: { made: 1, least: 1 },
        repositoryThen: { made: 1, least: 1 },
        repositoryAlone: { made: 1, least: 1 },
      },
    },
    {
      ...common,
      name: `${version} behind a password`,
      start: run(auths["behind a password"]),
      lacks: { expiredToken: noTokens },
      requests: {
        // No password goes out before the registry asked for it.
        registry: { made: 2, least: 2 },
        repositoryThen: { made: 1, least: 1 },
        repositoryAlone: { made: 2, least: 2 },
      },
    },
    {
      ...common,
      name: `${version} behind tokens`,
      start: run(auths["behind tokens"]),
      lacks: {},
      requests: {
        // A challenge, a token, the list; each repository has a token of its own.
        registry: { made: 3, least: 3 },
        repositoryThen: { made: 2, least: 2 },
        repositoryAlone: { made: 3, least: 3 },
      },
    },
  ];
}

async function startFilled(start: Start, auth: RegistryAuth | undefined): Promise<Running> {
  const registry = await start(auth === undefined ? {} : { auth });
  const targetOf = (repository: string) => target(registry.url, repository, auth !== undefined);
  for (const repository of shelf) await fill(await targetOf(repository.path), repository);
  const spoiled = spoilTokens();
  return {
    endpoint: endpointOf(new URL(registry.url)),
    credential: async (who) => credentialOf(auth === undefined ? "nobody" : who),
    ...(auth?.kind === "token" && spoiled),
    takeAway: async (path, tag) => removeManifest(await targetOf(path), tag),
    stop: registry.stop,
  };
}

async function target(url: string, repository: string, isClosed: boolean): Promise<Target> {
  if (!isClosed) return { url, repository };
  return { url, repository, authorization: await authorize(url, repository, owner) };
}

/** Pushes what a repository holds; one without tags held something once. */
export async function fill(to: Target, { content }: ShelfRepository): Promise<void> {
  for (const { tree, tags } of content) {
    await push(to, tree);
    for (const tag of tags) await pushManifest(to, tree, tag);
    if (tags.length === 0) {
      await pushManifest(to, tree, "once");
      await removeManifest(to, "once");
    }
  }
}

/** Deletes the manifest that a tag names. */
export async function removeManifest({ url, repository, authorization }: Target, tag: string): Promise<void> {
  const headers = {
    accept: "application/vnd.oci.image.manifest.v1+json",
    ...(authorization !== undefined && { authorization }),
  };
  const place = `${url}/v2/${repository}/manifests/`;
  const found = await fetch(`${place}${tag}`, { method: "HEAD", headers });
  const digest = found.headers.get("docker-content-digest");
  const removed = await fetch(`${place}${digest}`, { method: "DELETE", headers });
  if (removed.status !== 202) throw new Error(`${removed.url} answered ${removed.status}`);
}

/** The login by name and password of who is looking. */
export function credentialOf(who: Who) {
  if (who === "nobody") return { kind: "anonymous" } as const;
  const password = who === "owner" ? owner.password : wrongPassword;
  return { kind: "basic", username: owner.user, password } as const;
}
