/**
 * Registries of every vendor on this machine, each with the same two images behind a login: real ones where they are
 * to be had, contract servers for the rest.
 */
import { existsSync } from "node:fs";
import { goServer } from "../goServers.mjs";
import { startDistribution3 } from "./distribution3.ts";
import { startDockerHub } from "./dockerHubServer.ts";
import type { HubTag } from "./dockerHubShelf.ts";
import { startRegistry } from "./dockerRegistry.ts";
import { startGhcr } from "./ghcrServer.ts";
import { startGitea } from "./giteaServer.ts";
import { startHarbor } from "./harborServer.ts";
import { commonPlatforms, type ManifestTree, makeImage, makeIndex, makePlatforms } from "./images.ts";
import { authorize, type Login, push } from "./push.ts";
import type { RegistryEntry } from "./workbench.ts";

/** One registry that runs. */
export type Vendor = {
  readonly entry: RegistryEntry;
  readonly login: Login;
  /** Which it is, and the rows to open one after the other down to the tags of `app`. */
  readonly name: string;
  readonly path: readonly string[];
  /** Whether its lists tell the digests of tags. */
  readonly tellsDigests: boolean;
  readonly stop: () => Promise<void>;
};

export const login: Login = { user: "alice", password: "correct-horse-1" };

/** What every registry has as `app`: an index under three tags, and an older image. */
export const app = {
  index: makeIndex(makePlatforms(commonPlatforms), { attested: true }),
  indexTags: ["2.1.0", "2.1", "latest"],
  image: makeImage(),
  imageTags: ["2.0.3"],
} as const;

const indexPushed = "2026-02-03T04:05:06Z";
const imagePushed = "2026-01-02T03:04:05Z";

/** Starts all that this machine has; `leftOut` says why others are not there. */
export async function startVendors(): Promise<{
  readonly vendors: readonly Vendor[];
  readonly leftOut: readonly string[];
}> {
  const built = (["registry", "gitea"] as const).filter((name) => existsSync(goServer(name)));
  const starts: Readonly<Record<string, (() => Promise<Vendor>) | undefined>> = {
    "Docker Hub": hub,
    GHCR: ghcr,
    Harbor: harbor,
    "Docker Registry 2.8": async () =>
      filled("Docker Registry 2.8", await startRegistry({ auth: htpasswd }), "team/app", "oci"),
    "Distribution 3": built.includes("registry")
      ? async () => filled("Distribution 3", await startDistribution3({ auth: htpasswd }), "team/app", "oci")
      : undefined,
    Gitea: built.includes("gitea")
      ? async () =>
          filled("Gitea", await startGitea({ users: { [login.user]: login.password } }), "alice/app", "gitea")
      : undefined,
  };
  const leftOut = Object.keys(starts).filter((name) => starts[name] === undefined);
  const vendors = await Promise.all(Object.values(starts).flatMap((start) => start?.() ?? []));
  return {
    vendors,
    leftOut: [
      ...leftOut.map((name) => `${name} is left out: npm test -- servers has not built it here.`),
      "AWS ECR is left out: its registry's host is AWS's own, so that nothing can be opened there in a test.",
    ],
  };
}

const htpasswd = { kind: "htpasswd", users: { [login.user]: login.password } } as const;

async function filled(
  name: string,
  server: { readonly url: string; readonly stop: () => Promise<void> },
  repository: string,
  kind: "oci" | "gitea",
): Promise<Vendor> {
  const authorization = await authorize(server.url, repository, login);
  const target = { url: server.url, repository, authorization };
  await push(target, app.image, app.imageTags);
  await push(target, app.index, app.indexTags);
  return {
    entry: { kind, url: server.url, name },
    login,
    name,
    // Gitea's list goes on after one's own packages, and so its namespaces have rows of their own.
    path: kind === "gitea" ? repository.split("/") : [repository],
    tellsDigests: false,
    stop: server.stop,
  };
}

async function hub(): Promise<Vendor> {
  const tag = (tree: ManifestTree, pushed: string, fullSize: number): HubTag => ({
    manifest: tree,
    pushed,
    fullSize,
    images: (tree.children.length === 0 ? [tree] : tree.children).map(({ platform, digest }) => ({
      ...(platform ?? { os: "unknown", architecture: "unknown" }),
      digest,
      size: fullSize,
    })),
  });
  const indexTag = tag(app.index, indexPushed, 71_400_000);
  const tags = {
    ...Object.fromEntries(app.indexTags.map((name) => [name, indexTag])),
    ...Object.fromEntries(app.imageTags.map((name) => [name, tag(app.image, imagePushed, 68_200_000)])),
  };
  const blobs = [app.image, ...app.index.children].flatMap((tree) => tree.blobs.map(({ bytes }) => bytes));
  const server = await startDockerHub({
    users: { [login.user]: { password: login.password } },
    repositories: [
      {
        path: "library/nginx",
        description: "Official build of Nginx.",
        stars: 20_000,
        tags: { latest: indexTag },
        untagged: app.index.children,
        blobs,
      },
      {
        path: "alice/app",
        isPrivate: true,
        description: "The shop",
        tags,
        untagged: app.index.children,
        blobs,
      },
    ],
  });
  return {
    entry: { kind: "dockerHub", url: server.base.href, name: "Docker Hub" },
    login,
    name: "Docker Hub",
    path: ["alice/app"],
    tellsDigests: true,
    stop: server.stop,
  };
}

async function ghcr(): Promise<Vendor> {
  const token = "ghp_reads";
  const server = await startGhcr({
    users: [{ login: "Alice", tokens: { [token]: ["read:packages", "read:org"] }, organisations: ["Acme"] }],
    organisations: ["Acme"],
    packages: [
      {
        owner: "Acme",
        name: "app",
        versions: [
          { tree: app.image, tags: app.imageTags, updated: imagePushed },
          { tree: app.index, tags: app.indexTags, updated: indexPushed },
        ],
      },
    ],
  });
  return {
    entry: { kind: "ghcr", url: server.base.href, name: "GHCR" },
    login: { user: "alice", password: token },
    name: "GHCR",
    path: ["acme/app"],
    tellsDigests: true,
    stop: server.stop,
  };
}

async function harbor(): Promise<Vendor> {
  const server = await startHarbor({
    users: { [login.user]: login.password },
    projects: {
      team: {
        members: [login.user],
        repositories: {
          app: [
            { tree: app.image, tags: app.imageTags.map((name) => ({ name })), pushed: imagePushed },
            { tree: app.index, tags: app.indexTags.map((name) => ({ name })), pushed: indexPushed },
          ],
        },
      },
    },
  });
  return {
    entry: { kind: "harbor", url: server.base.href, name: "Harbor" },
    login,
    name: "Harbor",
    path: ["team/app"],
    tellsDigests: true,
    stop: server.stop,
  };
}
