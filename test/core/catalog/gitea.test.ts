/** What Gitea's real server is not needed for; test/servers/gitea.test.ts asks that one. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anonymous, type Credential } from "../../../src/core/auth/credential.ts";
import { giteaCatalog } from "../../../src/core/catalog/gitea.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import { openDistribution } from "../../../src/core/registry/open.ts";
import { digestOf } from "../../support/fakeRegistry.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";
import { readAll, readNames, readPages } from "../../support/lists.ts";

const origin = "https://h.test";
const alice: Credential = { kind: "basic", username: "Alice", password: "s3cret" };
const orgs = "GET /git/api/v1/user/orgs?limit=50";
const catalog = "GET /v2/_catalog?n=1000";
const ownedBy = (owner: string) => `${catalog}&last=${owner}%2F`;
const versions = (page: number) => `GET /git/api/v1/packages/alice/container/sub%2Fapp?page=${page}&limit=50`;
const listed = (...repositories: string[]): FakeAnswer => ({ body: { repositories } });

function open(login: Credential, answers: Readonly<Record<string, FakeAnswer>>) {
  const { send, asked } = fakeSend(origin, answers);
  const distribution = openDistribution({ registry: "h.test", base: new URL(origin), send });
  const base = new URL(`${origin}/git/`);
  const credential = async () => login;
  return { asked, ...giteaCatalog({ kind: "gitea", host: "h.test", base, distribution, send, credential }) };
}

describe("Gitea's repositories", () => {
  it("are all that may be seen for nobody in particular, by one question", async () => {
    const { repositories, asked } = open(anonymous, { [catalog]: listed("a/b", "c/d") });
    assert.deepEqual(await readNames(repositories), ["a/b", "c/d"]);
    assert.deepEqual(asked, [catalog]);
  });

  it("begin with one's own and those of one's organisations", async () => {
    const { repositories } = open(alice, {
      [orgs]: { body: [{ name: "Team" }, { name: "../x" }, 7] },
      [ownedBy("alice")]: listed("alice/app", "alice/sub/app", "bob/app"),
      [ownedBy("team")]: listed("team/tool"),
      [catalog]: listed("aaa/a", "alice/app", "alice/sub/app", "bob/app", "team/tool"),
    });
    const [own, all, ...more] = await readPages(repositories);
    assert.deepEqual(
      own?.items.map(({ name }) => name),
      ["alice/app", "alice/sub/app", "team/tool"],
    );
    assert.deepEqual([all?.items.length, more.length], [5, 0]);
  });

  it("are one's own where the login may not read its organisations", async () => {
    const { repositories } = open(alice, {
      [orgs]: { status: 403, body: { message: "token does not have the scope" } },
      [ownedBy("alice")]: listed("alice/app"),
      [catalog]: listed("alice/app"),
    });
    assert.deepEqual(await readNames(repositories), ["alice/app"]);
  });

  it("are all at once for who owns none, or signs in by another name than the owner's", async () => {
    for (const login of [alice, { ...alice, username: "alice@example.test" }]) {
      const { repositories } = open(login, {
        [orgs]: { body: [] },
        [ownedBy("alice")]: listed("bob/app"),
        [catalog]: listed("bob/app"),
      });
      const pages = await readPages(repositories);
      assert.deepEqual(pages, [{ items: [{ name: "bob/app" }], hidden: 0, cut: false }]);
    }
  });
});

describe("Gitea's tags", () => {
  const tags = "GET /v2/alice/sub/app/tags/list?n=1000";

  it("come with their times, without the manifests that have none", async () => {
    const first = [
      { version: "2", created_at: "2026-02-01T00:00:00+01:00" },
      { version: digestOf("a"), created_at: "2026-02-01T00:00:00Z" },
      { version: "bad name" },
      {},
      { version: "1", created_at: 7 },
    ];
    const { tags: list } = open(alice, {
      [versions(1)]: { headers: { "x-total-count": "6" }, body: first },
      [versions(2)]: { headers: { "x-total-count": "6" }, body: [{ version: "0" }] },
    });
    const pages = await readPages(list("alice/sub/app"));
    assert.deepEqual(
      pages.map(({ items, hidden, total }) => [items, hidden, total]),
      [
        [
          [
            { name: "2", facts: { pushed: Date.parse("2026-01-31T23:00:00Z") } },
            { name: "1", facts: {} },
          ],
          2,
          undefined,
        ],
        [[{ name: "0", facts: {} }], 0, undefined],
      ],
    );
  });

  it("are names alone for nobody in particular, whom the API refuses", async () => {
    const { tags: list, asked } = open(anonymous, { [tags]: { body: { name: "x", tags: ["1"] } } });
    assert.deepEqual(await readAll(list("alice/sub/app")), [{ name: "1" }]);
    assert.deepEqual(asked, [tags]);
  });

  for (const status of [401, 403, 404])
    it(`are names alone where the API says ${status}`, async () => {
      const { tags: list } = open(alice, {
        [versions(1)]: { status },
        [tags]: { body: { name: "x", tags: ["1"] } },
      });
      assert.deepEqual(await readAll(list("alice/sub/app")), [{ name: "1" }]);
    });

  it("are a failure where the API knows of none and the registry of no repository", async () => {
    const { tags: list } = open(alice, {
      [versions(1)]: { headers: { "x-total-count": "0" }, body: [] },
      [tags]: { status: 404, body: { errors: [{ code: "NAME_UNKNOWN" }] } },
      "GET /v2/": { status: 200 },
    });
    await assert.rejects(() => list("alice/sub/app")(), { kind: "notFound", code: "NAME_UNKNOWN" });
  });

  it("are a failure where the API fails", async () => {
    const { tags: list } = open(alice, { [versions(1)]: { status: 500 } });
    await assert.rejects(() => list("alice/sub/app")(), RegistryError);
  });
});

describe("the page for people at Gitea", () => {
  const { webPage } = open(anonymous, {});
  for (const [path, tag, page] of [
    ["alice/app", undefined, "/git/alice/-/packages/container/app"],
    ["alice/sub/app", "1.0", "/git/alice/-/packages/container/sub%2Fapp/1.0"],
    ["app", undefined, undefined],
  ] as const)
    it(`${path}:${tag}`, () => {
      assert.equal(webPage(path, tag)?.href, page && `${origin}${page}`);
    });
});
