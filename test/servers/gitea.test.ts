/** The real Gitea, with images that skopeo reads as well. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { endpointOf } from "../../src/core/connect.ts";
import { RegistryError } from "../../src/core/errors.ts";
import { type Digest, isDigest } from "../../src/core/reference/digest.ts";
import { connectionsWith, openConnection } from "../support/connections.ts";
import { type GiteaServer, startGitea } from "../support/giteaServer.ts";
import {
  commonPlatforms,
  type ManifestTree,
  makeImage,
  makeIndex,
  makePlatforms,
} from "../support/images.ts";
import { readAll, readNames, readPages } from "../support/lists.ts";
import { run } from "../support/program.ts";
import { authorize, type Login, push } from "../support/push.ts";

const alice: Login = { user: "alice", password: "correct-horse-1" };
const bob: Login = { user: "bob", password: "battery-staple-2" };
const image = makeImage();
const index = makeIndex(makePlatforms(commonPlatforms), { attested: true });

let gitea: GiteaServer;
before(async () => {
  gitea = await startGitea({ users: { [alice.user]: alice.password, [bob.user]: bob.password } });
  await gitea.ask(alice, "POST", "orgs", { username: "team" });
  await pushAs(bob, "bob/app", image, ["1"]);
  await pushAs(alice, "alice/app", image, ["1.0", "stable"]);
  await pushAs(alice, "alice/app", index, ["2.0"]);
  await pushAs(alice, "team/sub/tool", image, ["1"]);
});
after(() => gitea.stop());

async function pushAs(login: Login, repository: string, tree: ManifestTree, tags: readonly string[]) {
  const authorization = await authorize(gitea.url, repository, login);
  await push({ url: gitea.url, repository, authorization }, tree, tags);
}

const open = (login?: Login) => openConnection(gitea.base, "gitea", login);
const skopeo = async (name: string, { user, password }: Login): Promise<string> => {
  const options = ["--tls-verify=false", "--creds", `${user}:${password}`, "--format", "{{.Digest}}"];
  return (await run("skopeo", ["inspect", ...options, `docker://${gitea.host}/${name}`])).trim();
};

describe("Gitea", () => {
  it("is known by its answers", async () => {
    assert.equal(await connectionsWith(alice).detect(endpointOf(gitea.base)), "gitea");
  });

  it("lists what everybody may see to nobody in particular", async () => {
    assert.deepEqual(await readNames(open().catalog.repositories), ["alice/app", "bob/app", "team/sub/tool"]);
  });

  it("lists one's own and those of one's organisations first, then all", async () => {
    const [own, all, ...more] = await readPages(open(alice).catalog.repositories);
    const names = (page: typeof own) => page?.items.map(({ name }) => name);
    assert.deepEqual(names(own), ["alice/app", "team/sub/tool"]);
    assert.deepEqual(names(all), ["alice/app", "bob/app", "team/sub/tool"]);
    assert.equal(more.length, 0);
  });

  it("gives tags with their times, the newest first, and without digests", async () => {
    const tags = await readAll(open(alice).catalog.tags("alice/app"));
    assert.deepEqual(tags.map(({ name }) => name).sort(), ["1.0", "2.0", "stable"]);
    for (const { facts } of tags) {
      const age = Date.now() - (facts?.pushed ?? 0);
      assert.ok(age > -5_000 && age < 3_600_000, `pushed ${age} ms ago`);
    }
    assert.deepEqual(await readNames(open(alice).catalog.tags("team/sub/tool")), ["1"]);
  });

  it("gives tags by name to nobody in particular, though its links never end", async () => {
    assert.deepEqual(await readNames(open().catalog.tags("alice/app")), ["1.0", "2.0", "stable"]);
  });

  for (const name of ["1.0", "2.0"])
    it(`resolves ${name} to skopeo's digest`, async () => {
      const { distribution } = open(alice);
      const { digest } = await distribution.resolve("alice/app", name);
      const expected = name === "2.0" ? index.digest : image.digest;
      assert.equal(digest, expected);
      assert.equal((await distribution.manifest("alice/app", name)).descriptor.digest, expected);
      // skopeo chooses a platform of an index only for what it tells of the image, not for the digest.
      assert.equal(await skopeo(`alice/app:${name}`, alice), expected);
    });

  it("has no referrers, which is no failure", async () => {
    const { digest } = await open().distribution.resolve("alice/app", "1.0");
    assert.deepEqual((await open().distribution.referrers("alice/app", digest)).items, []);
  });

  it("has pages for people where webPage says", async () => {
    for (const tag of [undefined, "1.0"]) {
      const page = open().catalog.webPage("alice/app", tag);
      assert.ok(page);
      const answer = await fetch(page);
      assert.equal(answer.status, 200);
      assert.match(await answer.text(), /alice\/app/);
    }
  });

  it("tells of a wrong password, and of what is not there", async () => {
    const wrong = open({ ...alice, password: "wrong" });
    const isUnauthorized = (failure: unknown) =>
      failure instanceof RegistryError && failure.kind === "unauthorized";
    await assert.rejects(async () => wrong.catalog.repositories(), isUnauthorized);
    await assert.rejects(() => wrong.distribution.resolve("alice/app", "1.0"), isUnauthorized);
    for (const attempt of [
      () => open(alice).catalog.tags("alice/none")(),
      () => open(alice).distribution.resolve("alice/app", "none"),
    ])
      await assert.rejects(
        attempt,
        (failure) => failure instanceof RegistryError && failure.kind === "notFound",
      );
  });
});

describe("long lists at Gitea", () => {
  it("are read to their end, with each name once", async () => {
    const names = Array.from({ length: 120 }, (_, at) => `t${1000 + at}`);
    await pushAs(alice, "alice/long", image, names);
    assert.deepEqual((await readNames(open(alice).catalog.tags("alice/long"))).toSorted(), names);
    assert.deepEqual(await readNames(open().catalog.tags("alice/long")), names);
    const pages = await readPages(open(alice).catalog.tags("alice/long"));
    assert.deepEqual(
      pages.map(({ cut, hidden }) => [cut, hidden]),
      pages.map(() => [false, 0]),
    );
  });
});

describe("a tag that is pushed again at Gitea", () => {
  it("has the time of the last push", async () => {
    const pushed = async () => {
      const tags = await readAll(open(alice).catalog.tags("alice/again"));
      return tags.find(({ name }) => name === "1")?.facts?.pushed ?? 0;
    };
    await pushAs(alice, "alice/again", image, ["1"]);
    const before = await pushed();
    // Gitea keeps times in whole seconds.
    await setTimeout(1100);
    await pushAs(alice, "alice/again", index, ["1"]);
    assert.ok((await pushed()) > before);
  });
});

describe("Gitea set up in other ways", () => {
  it("below a path has its registry at the root", async (t) => {
    const other = await startGitea({ users: { [alice.user]: alice.password }, below: "git/" });
    t.after(() => other.stop());
    const authorization = await authorize(other.url, "alice/app", alice);
    await push({ url: other.url, repository: "alice/app", authorization }, image, ["1"]);
    const endpoint = endpointOf(other.base);
    const connections = connectionsWith(alice);
    const kind = await connections.detect(endpoint);
    assert.equal(kind, "gitea");
    const { catalog, distribution } = connections.open({ ...endpoint, kind });
    assert.deepEqual(await readNames(catalog.repositories), ["alice/app"]);
    assert.ok((await readAll(catalog.tags("alice/app")))[0]?.facts?.pushed);
    assert.equal((await distribution.resolve("alice/app", "1")).digest, image.digest);
    const page = catalog.webPage("alice/app", "1");
    assert.equal(page && (await fetch(page)).status, 200);
  });

  it("closed, shows nothing to nobody in particular and says so", async (t) => {
    const other = await startGitea({ users: { [alice.user]: alice.password }, isClosed: true });
    t.after(() => other.stop());
    assert.equal(await connectionsWith().detect(endpointOf(other.base)), "oci");
    const { catalog } = openConnection(other.base, "gitea");
    await assert.rejects(async () => catalog.repositories(), { name: "RegistryError", kind: "unauthorized" });
    assert.deepEqual(await readNames(openConnection(other.base, "gitea", alice).catalog.repositories), []);
  });
});

describe("taking away at Gitea", () => {
  it("a tag leaves its siblings and what it named", async () => {
    await pushAs(alice, "alice/untag", image, ["1", "one"]);
    const { catalog, distribution } = open(alice);
    await catalog.untag("alice/untag", "one");
    assert.deepEqual(await readNames(catalog.tags("alice/untag")), ["1"]);
    assert.equal((await distribution.resolve("alice/untag", "1")).digest, image.digest);
  });

  it("a digest takes its tags along", async () => {
    await pushAs(alice, "alice/delete", image, ["1", "one"]);
    await pushAs(alice, "alice/delete", index, ["2"]);
    const { catalog } = open(alice);
    assert.ok(isDigest(image.digest));
    await catalog.deleteDigest("alice/delete", image.digest);
    assert.deepEqual(await readNames(catalog.tags("alice/delete")), ["2"]);
  });

  for (const [who, login] of [
    ["nobody in particular", undefined],
    ["another user", bob],
  ] as const)
    it(`is refused to ${who}, and nothing is gone`, async () => {
      const { catalog } = open(login);
      await assert.rejects(() => catalog.untag("alice/app", "1.0"), RegistryError);
      await assert.rejects(() => catalog.deleteDigest("alice/app", image.digest as Digest), RegistryError);
      assert.ok((await readNames(catalog.tags("alice/app"))).includes("1.0"));
    });
});
