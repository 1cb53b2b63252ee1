/**
 * The registries that the tests in VS Code browse and pin from: real ones, with images of buildah among them. Desktops
 * that do not have these programs (Windows, macOS) get the demo's registry and images made by hand.
 */
import { demoImages } from "../demo/images.ts";
import { findProgram } from "../setup.mjs";
import { buildAndPush } from "../support/buildah.ts";
import { startRegistry } from "../support/dockerRegistry.ts";
import { startGuardedRegistry } from "../support/guardedRegistry.ts";
import { type ManifestTree, makeImage, makeIndex, makePlatforms } from "../support/images.ts";
import { authorize, push } from "../support/push.ts";
import type { Facts, LoginFacts, RegistryFacts } from "./facts.ts";

export type TestRegistries = {
  readonly facts: NonNullable<Facts["registries"]>;
  readonly stop: () => Promise<void>;
};

type Place = { readonly host: string; readonly url: string };

const login: LoginFacts = { user: "alice", password: "correct horse battery" };

/** Starts an open registry, one with passwords and one with tokens, and fills them. */
export async function startRegistries(): Promise<TestRegistries> {
  const users = { [login.user]: login.password };
  const start = findProgram(["docker-registry"]) === undefined ? startGuardedRegistry : startRegistry;
  const [open, htpasswd, token, spare] = await Promise.all([
    start(),
    start({ auth: { kind: "htpasswd", users } }),
    start({ auth: { kind: "token", users } }),
    start({ auth: { kind: "htpasswd", users } }),
  ]);
  const stop = async (): Promise<void> => {
    await Promise.all([open.stop(), htpasswd.stop(), token.stop(), spare.stop()]);
  };
  try {
    return {
      facts: {
        open: await fillOpen(open),
        htpasswd: { ...(await fillClosed(htpasswd, ["team/app"])), ...login },
        spare: { ...(await fillClosed(spare, [])), ...login },
        token: { ...(await fillClosed(token, ["team/app", "public/app"])), ...login },
      },
      stop,
    };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

async function fillOpen({ host, url }: Place): Promise<RegistryFacts> {
  const digests: Record<string, string> = {};
  for (const { repository, tags, tree } of demoImages()) {
    await push({ url, repository }, tree, tags);
    Object.assign(digests, digestsOf(repository, tags, tree));
  }
  await (findProgram(["buildah"]) === undefined ? pushAsIfBuilt(url) : build(host));
  for (const repository of ["built/single", "built/many"])
    digests[`${repository}:1`] = await pushedDigest(url, repository, "1");
  return { host, url, digests };
}

async function build(host: string): Promise<void> {
  const dockerfile = 'FROM scratch\nLABEL made=by-buildah\nCOPY hello /hello\nCMD ["/hello"]\n';
  const plan = { dockerfile, files: { hello: "hello\n" } };
  await buildAndPush(plan, `${host}/built/single:1`);
  await buildAndPush({ ...plan, platforms: ["linux/amd64", "linux/arm64"] }, `${host}/built/many:1`);
}

async function pushAsIfBuilt(url: string): Promise<void> {
  const platforms = ["amd64", "arm64"].map((architecture) => ({ os: "linux", architecture }));
  await push({ url, repository: "built/single" }, makeImage(), ["1"]);
  await push({ url, repository: "built/many" }, makeIndex(makePlatforms(platforms)), ["1"]);
}

async function fillClosed({ host, url }: Place, repositories: readonly string[]): Promise<RegistryFacts> {
  const digests: Record<string, string> = {};
  const image = makeImage();
  for (const repository of repositories) {
    await push({ url, repository, authorization: await authorize(url, repository, login) }, image, ["1"]);
    Object.assign(digests, digestsOf(repository, ["1"], image));
  }
  return { host, url, digests };
}

function digestsOf(repository: string, tags: readonly string[], tree: ManifestTree): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [`${repository}:${tag}`, tree.digest]));
}

async function pushedDigest(url: string, repository: string, tag: string): Promise<string> {
  const accept = ["manifest", "index"].map((kind) => `application/vnd.oci.image.${kind}.v1+json`).join(", ");
  const answer = await fetch(`${url}/v2/${repository}/manifests/${tag}`, {
    method: "HEAD",
    headers: { accept },
  });
  return answer.headers.get("docker-content-digest") ?? "";
}
