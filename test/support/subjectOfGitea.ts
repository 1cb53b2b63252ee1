/** The real Gitea under test. */
import { endpointOf } from "../../src/core/connect.ts";
import { startGitea } from "./giteaServer.ts";
import { authorize, push, type Target } from "./push.ts";
import { empty, image, owner, shelf } from "./shelf.ts";
import { spoilTokens } from "./spoilTokens.ts";
import type { Running, Subject } from "./subject.ts";
import { credentialOf, fill, removeManifest } from "./subjectsOfDistribution.ts";

export const gitea: Subject = {
  name: "Gitea 1.25",
  real: true,
  lacks: {},
  // 231 tags and 128 manifests that were also pushed by digest, fifty at a time.
  pages: 8,
  refused: { tags: "unauthorized", resolve: "unauthorized" },
  wrong: { list: "unauthorized", resolve: "unauthorized", sent: [2, 1] },
  requests: {
    registry: { made: 6, least: 3, why: "what is one's own comes first: organisations, and a list by owner" },
    repositoryThen: { made: 1, least: 1 },
    repositoryAlone: { made: 1, least: 1 },
  },
  start,
};

async function start(): Promise<Running> {
  const server = await startGitea({ users: { [owner.user]: owner.password } });
  await server.ask(owner, "POST", "orgs", { username: "team" });
  await server.ask(owner, "POST", "orgs", { username: "closed", visibility: "private" });
  const target = async (repository: string): Promise<Target> => {
    const authorization = await authorize(server.url, repository, owner);
    return { url: server.url, repository, authorization };
  };
  for (const repository of shelf) {
    const to = await target(repository.path);
    // A package goes with its last manifest, and is empty of tags while it has one without.
    if (repository === empty) await push(to, image);
    else await fill(to, repository);
  }
  return {
    ...spoilTokens(),
    endpoint: endpointOf(server.base, { kind: "gitea" }),
    credential: async (who) => credentialOf(who),
    takeAway: async (path, tag) => removeManifest(await target(path), tag),
    stop: server.stop,
  };
}
