/** The real distribution 3: what differs from 2.8, and what must not. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { endpointOf } from "../../src/core/connect.ts";
import { RegistryError } from "../../src/core/errors.ts";
import { isDigest } from "../../src/core/reference/digest.ts";
import { connectionsWith, openConnection } from "../support/connections.ts";
import { startDistribution3 } from "../support/distribution3.ts";
import type { TestRegistry } from "../support/dockerRegistry.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms } from "../support/images.ts";
import { readNames, readPages } from "../support/lists.ts";
import { run } from "../support/program.ts";
import { authorize, type Login, push, pushManifest } from "../support/push.ts";

const alice: Login = { user: "alice", password: "correct: h\u00f6rse" };
const image = makeImage();
const index = makeIndex(makePlatforms(commonPlatforms), { attested: true });

let registry: TestRegistry;
before(async () => {
  registry = await startDistribution3();
  await push({ url: registry.url, repository: "team/app" }, image, ["1.0", "stable"]);
  await push({ url: registry.url, repository: "team/app" }, index, ["2.0"]);
  await push({ url: registry.url, repository: "hello" }, image, ["1"]);
});
after(() => registry.stop());

const open = () => openConnection(new URL(registry.url), "oci");
const skopeo = async (name: string): Promise<string> => {
  const options = ["--tls-verify=false", "--format", "{{.Digest}}"];
  return (await run("skopeo", ["inspect", ...options, `docker://${registry.host}/${name}`])).trim();
};

describe("distribution 3", () => {
  it("is of no vendor", async () => {
    assert.equal(await connectionsWith().detect(endpointOf(new URL(registry.url))), "oci");
  });

  it("lists repositories and tags", async () => {
    const { catalog } = open();
    assert.deepEqual(await readNames(catalog.repositories), ["hello", "team/app"]);
    assert.deepEqual(await readNames(catalog.tags("team/app")), ["1.0", "2.0", "stable"]);
  });

  for (const [name, expected] of [
    ["1.0", image.digest],
    ["2.0", index.digest],
  ] as const)
    it(`resolves ${name} to skopeo's digest`, async () => {
      const { distribution } = open();
      assert.equal((await distribution.resolve("team/app", name)).digest, expected);
      assert.equal((await distribution.manifest("team/app", name)).descriptor.digest, expected);
      assert.equal(await skopeo(`team/app:${name}`), expected);
    });

  it("gives long lists page by page, to their end", async () => {
    const names = Array.from({ length: 1100 }, (_, at) => `t${10_000 + at}`);
    const target = { url: registry.url, repository: "long" };
    await push(target, image);
    for (const name of names) await pushManifest(target, image, name);
    const { catalog } = open();
    assert.deepEqual(await readNames(catalog.tags("long")), names);
    assert.deepEqual(
      (await readPages(catalog.tags("long"))).map(({ items }) => items.length),
      [1000, 100],
    );
  });

  it("has no referrers, which is no failure", async () => {
    assert.ok(isDigest(image.digest));
    assert.deepEqual((await open().distribution.referrers("team/app", image.digest)).items, []);
  });

  it("tells of what is not there", async () => {
    const { catalog, distribution } = open();
    await assert.rejects(async () => catalog.tags("none")(), { kind: "notFound", code: "NAME_UNKNOWN" });
    await assert.rejects(() => distribution.resolve("hello", "none"), { kind: "notFound" });
  });
});

describe("taking away at distribution 3", () => {
  it("a tag, which 2.8 cannot, leaves its siblings and what it named", async () => {
    const { catalog, distribution } = open();
    await push({ url: registry.url, repository: "untag" }, image, ["1", "one"]);
    await catalog.untag("untag", "one");
    assert.deepEqual(await readNames(catalog.tags("untag")), ["1"]);
    assert.equal((await distribution.resolve("untag", "1")).digest, image.digest);
    assert.ok(!catalog.cannot.has("untag"));
  });

  it("a digest takes its tags along, and a repository without tags is empty", async () => {
    const { catalog } = open();
    await push({ url: registry.url, repository: "delete" }, image, ["1", "one"]);
    assert.ok(isDigest(image.digest));
    await catalog.deleteDigest("delete", image.digest);
    assert.deepEqual(await readNames(catalog.tags("delete")), []);
  });
});

describe("distribution 3 behind a login", () => {
  for (const [kind, auth] of [
    ["a password", { kind: "htpasswd", users: { [alice.user]: alice.password } }],
    ["a token", { kind: "token", users: { [alice.user]: alice.password } }],
  ] as const)
    it(`by ${kind} lets in who has it, and nobody else`, async (t) => {
      const guarded = await startDistribution3({ auth });
      t.after(() => guarded.stop());
      const authorization = await authorize(guarded.url, "team/app", alice);
      await push({ url: guarded.url, repository: "team/app", authorization }, image, ["1"]);
      const as = (login?: Login) => {
        const base = new URL(guarded.url);
        // The token server is on another port, which takes the user's agreement.
        return connectionsWith(login, { allowRealm: true }).open(endpointOf(base));
      };
      const { catalog, distribution } = as(alice);
      assert.deepEqual(await readNames(catalog.repositories), ["team/app"]);
      assert.equal((await distribution.resolve("team/app", "1")).digest, image.digest);
      await catalog.untag("team/app", "1");
      for (const login of [undefined, { ...alice, password: "wrong" }])
        await assert.rejects(
          () => as(login).distribution.resolve("team/app", "1"),
          (failure) => failure instanceof RegistryError && failure.kind === "unauthorized",
        );
    });
});
