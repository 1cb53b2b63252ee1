/** ECR under test, in real parts: AWS's API is moto's, the registry of the images is docker-registry. */
import { anonymous } from "../../src/core/auth/credential.ts";
import { endpointOf } from "../../src/core/connect.ts";
import { awsEnvironment } from "./awsEnvironment.ts";
import { startRegistry } from "./dockerRegistry.ts";
import { startEcrFront } from "./ecrFront.ts";
import { type Moto, startMoto } from "./moto.ts";
import { authorize, push, pushManifest } from "./push.ts";
import { type ShelfRepository, shelf, wrongPassword } from "./shelf.ts";
import type { Running, Subject } from "./subject.ts";
import { removeManifest } from "./subjectsOfDistribution.ts";

export const ecr: Subject = {
  name: "AWS ECR: moto, and docker-registry for the images",
  real: true,
  lacks: {
    expiredToken: "its login of twelve hours is the docker-registry's password, which does not end",
  },
  // 122 manifests with tags, fifty at a time.
  pages: 3,
  refused: { tags: "awsMissing", resolve: "unauthorized" },
  // A key's secret signs and never goes out.
  wrong: { list: "awsFailed", resolve: "awsFailed", sent: [0, 0] },
  requests: {
    registry: { made: 1, least: 1 },
    repositoryThen: { made: 1, least: 1 },
    repositoryAlone: { made: 1, least: 1 },
  },
  start,
};

async function start(): Promise<Running> {
  const closing: (() => void | Promise<void>)[] = [];
  const owner = { after: (action: () => void | Promise<void>) => void closing.unshift(action) };
  const moto = await startMoto();
  owner.after(moto.stop);
  const front = await startEcrFront(moto.url, 50);
  owner.after(front.stop);
  const login = { user: "AWS", password: `${moto.account}-auth-token` };
  const registry = await startRegistry({
    auth: { kind: "htpasswd", users: { [login.user]: login.password } },
  });
  owner.after(registry.stop);
  const authorization = await authorize(registry.url, "", login);
  for (const repository of shelf)
    await fill(moto, { url: registry.url, repository: repository.path, authorization }, repository);
  const keys = await moto.createUser("alice", "ecr:*");
  const environment = await awsEnvironment(owner, {
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: moto.url,
    AWS_ENDPOINT_URL_ECR: front.url,
  });
  await moto.checkKeys(true);
  return {
    endpoint: endpointOf(new URL(registry.url), { kind: "ecr" }),
    credential: async (_, signal, aws) => (await aws?.login(signal)) ?? anonymous,
    become: (who) =>
      environment.set({
        AWS_ACCESS_KEY_ID: who === "nobody" ? undefined : keys.id,
        AWS_SECRET_ACCESS_KEY: { owner: keys.secret, wrong: wrongPassword, nobody: undefined }[who],
      }),
    takeAway: async (path, tag) => {
      await moto.checkKeys(false);
      await moto.removeImage(path, tag);
      await moto.checkKeys(true);
      await removeManifest({ url: registry.url, repository: path, authorization }, tag);
    },
    stop: async () => {
      for (const close of closing) await close();
    },
  };
}

/** What AWS pushes in one step is pushed to both. A repository is made before anything is in it. */
async function fill(
  moto: Moto,
  target: { readonly url: string; readonly repository: string; readonly authorization: string },
  { path, content }: ShelfRepository,
): Promise<void> {
  await moto.createRepositories(path);
  for (const { tree, tags } of content) {
    await push(target, tree);
    for (const tag of tags) await pushManifest(target, tree, tag);
    await moto.putImage(path, tree, ...tags);
  }
}
