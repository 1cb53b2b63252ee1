/** Vendors under test: contract servers of ours, filled with the shelf. */
import { type Endpoint, endpointOf } from "../../src/core/connect.ts";
import { startDockerHub } from "./dockerHubServer.ts";
import type { HubManifest, HubRepository } from "./dockerHubShelf.ts";
import { startGhcr } from "./ghcrServer.ts";
import type { HarborProject } from "./harborData.ts";
import { startHarbor } from "./harborServer.ts";
import { hidden, owner, type ShelfRepository, shelf } from "./shelf.ts";
import { openClient, type Running, type Subject } from "./subject.ts";
import { credentialOf } from "./subjectsOfDistribution.ts";

export const dockerHub: Subject = {
  name: "Docker Hub",
  real: false,
  lacks: {},
  // 231 tags, a hundred at a time.
  pages: 3,
  // The website's API counts what is private as missing; the registry's token server refuses it.
  refused: { tags: "notFound", resolve: "unauthorized" },
  wrong: { list: "unauthorized", resolve: "unauthorized", sent: [1, 0] },
  requests: {
    registry: { made: 7, least: 6, why: "two lists of namespaces, since neither is documented" },
    repositoryThen: { made: 1, least: 1 },
    repositoryAlone: { made: 1, least: 1 },
  },
  start: async () => {
    const hub = await startDockerHub({
      repositories: shelf.map(hubRepository),
      users: { [owner.user]: { password: owner.password, organisations: ["team", "closed"] } },
    });
    const endpoint = endpointOf(hub.base, { kind: "dockerHub" });
    return ofContract({ endpoint, expireTokens: hub.expireTokens, stop: hub.stop }, "untag");
  },
};

function hubRepository({ path, content }: ShelfRepository): HubRepository {
  const trees = content.flatMap(({ tree }) => [tree, ...tree.children]);
  const tags = content.flatMap(({ tree, tags: names }) => names.map((tag) => [tag, { manifest: tree }]));
  return {
    path,
    isPrivate: path === hidden.path,
    tags: Object.fromEntries(tags),
    blobs: trees.flatMap(({ blobs }) => blobs).map(({ bytes }) => bytes),
    untagged: trees satisfies readonly HubManifest[],
  };
}

export const ghcr: Subject = {
  name: "GitHub Container Registry",
  real: false,
  lacks: {},
  // 122 manifests with tags and six of the index, a hundred at a time.
  pages: 2,
  refused: { tags: "notFound", resolve: "unauthorized" },
  wrong: { list: "unauthorized", resolve: "denied", sent: [1, 1] },
  requests: {
    // The user has no packages, and then the organisations are asked for: one has some, the other is for later.
    registry: { made: 3, least: 3 },
    repositoryThen: { made: 1, least: 1 },
    repositoryAlone: { made: 2, least: 1, why: "whether an owner is a user or an organisation is not known" },
  },
  start: async () => {
    const scopes = ["read:packages", "read:org", "delete:packages"];
    const organisations = ["team", "closed"];
    const github = await startGhcr({
      users: [{ login: owner.user, tokens: { [owner.password]: scopes }, organisations }],
      organisations,
      packages: shelf.map(({ path, content }) => ({
        owner: path.split("/")[0] ?? "",
        name: path.split("/")[1] ?? "",
        visibility: path === hidden.path ? "private" : "public",
        versions: content,
      })),
    });
    const endpoint = endpointOf(github.base, { kind: "ghcr" });
    return ofContract({ endpoint, expireTokens: github.expireTokens, stop: github.stop }, "delete");
  },
};

export const harbor: Subject = {
  name: "Harbor",
  real: false,
  lacks: {},
  // 122 manifests with tags, a hundred at a time.
  pages: 2,
  refused: { tags: "unauthorized", resolve: "unauthorized" },
  wrong: { list: "unauthorized", resolve: "unauthorized", sent: [2, 1] },
  requests: {
    registry: { made: 1, least: 1 },
    repositoryThen: { made: 1, least: 1 },
    repositoryAlone: { made: 1, least: 1 },
  },
  start: async () => {
    const server = await startHarbor({
      users: { [owner.user]: owner.password },
      projects: { team: harborProject("team", true), closed: harborProject("closed", false) },
    });
    const endpoint = endpointOf(server.base, { kind: "harbor" });
    return ofContract({ endpoint, expireTokens: server.expireTokens, stop: server.stop }, "untag");
  },
};

function harborProject(name: string, isPublic: boolean): HarborProject {
  const repositories = shelf
    .filter(({ path }) => path.startsWith(`${name}/`))
    .map(({ path, content }) => {
      const artifacts = content.map(({ tree, tags }) => ({ tree, tags: tags.map((tag) => ({ name: tag })) }));
      return [path.slice(name.length + 1), artifacts];
    });
  return { isPublic, members: [owner.user], repositories: Object.fromEntries(repositories) };
}

/** Deletion behind Mooring's back is by another client, which the one that looks knows nothing of. */
function ofContract(
  { endpoint, ...server }: { readonly endpoint: Endpoint } & Required<Pick<Running, "expireTokens" | "stop">>,
  deed: "untag" | "delete",
): Running {
  const running: Running = {
    ...server,
    endpoint,
    credential: async (who) => credentialOf(who),
    takeAway: async (path, tag) => {
      const { catalog, distribution, close } = await openClient(running, "owner");
      if (deed === "untag") await catalog.untag(path, tag);
      else await catalog.deleteDigest(path, (await distribution.resolve(path, tag)).digest);
      await close();
    },
  };
  return running;
}
