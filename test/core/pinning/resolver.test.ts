import assert from "node:assert/strict";
import { it } from "node:test";
import { RegistryError } from "../../../src/core/errors.ts";
import { distributionResolver, remembering } from "../../../src/core/pinning/resolver.ts";
import type { Distribution } from "../../../src/core/registry/distribution.ts";
import { openDistribution } from "../../../src/core/registry/open.ts";
import { fakeSend } from "../../support/fakeSend.ts";
import { checked, FakeShelf, onShelf } from "../../support/fakeShelf.ts";
import { treeAnswers } from "../../support/fakeTree.ts";
import { type ManifestTree, makeBuildCache, makeImage, makeIndex } from "../../support/images.ts";

const { repository } = onShelf(":1");
const image = makeImage({ config: { Labels: { a: "b" } } });

function open(tree: ManifestTree, signal?: AbortSignal) {
  const { send } = fakeSend("https://h.test", treeAnswers("app", tree, ["1"]));
  const client = openDistribution({ registry: "h.test", base: new URL("https://h.test/"), send });
  const hosts: string[] = [];
  const distributionFor = (host: string): Distribution => {
    hosts.push(host);
    return client;
  };
  return { resolver: distributionResolver(distributionFor, signal), hosts };
}

it("asks the registry that the repository is of", async () => {
  const { resolver, hosts } = open(image);
  const { digest } = await resolver.resolve(repository, "1");
  assert.equal(digest, image.digest);
  assert.equal((await resolver.manifest(repository, digest)).document.kind, "manifest");
  assert.equal((await resolver.config(repository, digest))?.labels.get("a"), "b");
  assert.deepEqual(new Set(hosts), new Set(["h.test"]));
});

it("an index and what is no image have no config", async () => {
  for (const tree of [makeIndex([image]), makeBuildCache()]) {
    const { resolver } = open(tree);
    assert.equal(await resolver.config(repository, checked(tree.digest)), undefined);
  }
});

it("the run's signal cancels", async () => {
  const { resolver } = open(image, AbortSignal.abort());
  await assert.rejects(resolver.resolve(repository, "1"), { name: "AbortError" });
  await assert.rejects(resolver.manifest(repository, checked(image.digest)), { name: "AbortError" });
  await assert.rejects(resolver.config(repository, checked(image.digest)), { name: "AbortError" });
});

it("what is remembered is asked for once, at a time or later, failures too", async () => {
  const shelf = new FakeShelf({ "1": image });
  const { resolve, manifest, config } = remembering(shelf.resolver);
  const digest = checked(image.digest);
  for (let round = 0; round < 2; round++) {
    await Promise.all([resolve(repository, "1"), resolve(repository, "1")]);
    await Promise.all([manifest(repository, digest), config(repository, digest)]);
    await assert.rejects(resolve(repository, "2"), RegistryError);
  }
  assert.deepEqual(shelf.asked, ["HEAD 1", `GET ${digest}`, `CONFIG ${digest}`, "HEAD 2"]);
});
