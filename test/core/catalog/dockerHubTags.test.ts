import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { anonymous } from "../../../src/core/auth/credential.ts";
import { HubLogin } from "../../../src/core/catalog/dockerHubLogin.ts";
import { hubTags } from "../../../src/core/catalog/dockerHubTags.ts";
import { NetworkError, RegistryError } from "../../../src/core/errors.ts";
import type { Send } from "../../../src/core/http/call.ts";
import { json } from "../../support/dockerHubAnswer.ts";
import type { DockerHubOptions, HubRequest } from "../../support/dockerHubServer.ts";
import { digestOf, hubManifest } from "../../support/dockerHubShelf.ts";
import { FakeRegistry, namePage } from "../../support/fakeRegistry.ts";
import { loginOf, namesOf, hubPassword as password, readAll, withHub } from "../../support/hubCatalog.ts";

const manifest = hubManifest("nginx");
const child = `sha256:${"c".repeat(64)}`;
const images = [
  { os: "linux", architecture: "amd64", digest: child, size: 70 },
  { os: "unknown", architecture: "unknown", digest: child, size: 1 },
];
const tags = {
  "1.27": { manifest, pushed: "2026-01-01T00:00:00Z", fullSize: 70, images },
  latest: { manifest },
};
const shop: DockerHubOptions = {
  users: { alice: { password } },
  repositories: [
    { path: "library/nginx", tags },
    { path: "alice/app", isPrivate: true, tags },
    { path: "bob/tool", tags },
  ],
};
const listOf = (path: string) => {
  const [namespace, name] = path.split("/");
  return `website GET /v2/namespaces/${namespace}/repositories/${name}/tags?page=1&page_size=100`;
};

describe("Docker Hub's tags", () => {
  it("come with digest, size, time and platforms by one bare request for each page", () => {
    const many = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`t${index}`, { manifest }]));
    const repositories = [{ path: "library/nginx", tags: { ...tags, ...many } }];
    return withHub({ repositories, credential: () => loginOf("alice") }, async ({ catalog, asked }) => {
      const page = await catalog.tags("library/nginx")();
      assert.deepEqual([page.items.length, page.total], [100, 132]);
      assert.deepEqual(page.items[0], {
        name: "1.27",
        facts: {
          digest: digestOf(manifest),
          size: 70,
          pushed: Date.UTC(2026, 0, 1),
          platforms: [{ platform: { os: "linux", architecture: "amd64" }, digest: child, size: 70 }],
        },
      });
      assert.equal((await page.next?.())?.items.length, 32);
      const first = `${listOf("library/nginx")} none`;
      assert.deepEqual(asked(), [first, first.replace("page=1&", "page=2&")]);
    });
  });

  it("of a public repository need no login", () =>
    withHub({ ...shop, credential: () => loginOf("alice") }, async ({ catalog, asked }) => {
      assert.equal((await catalog.tags("bob/tool")()).items.length, 2);
      assert.deepEqual(asked(), [`${listOf("bob/tool")} none`]);
    }));

  it("of an official image never carry the login", () =>
    withHub({ ...shop, credential: () => loginOf("alice") }, async ({ catalog, asked }) => {
      await catalog.repositories();
      asked();
      await catalog.tags("library/nginx")();
      assert.deepEqual(asked(), [`${listOf("library/nginx")} none`]);
    }));

  it("of a private one come after signing in", () =>
    withHub({ ...shop, credential: () => loginOf("alice") }, async ({ catalog, asked }) => {
      assert.deepEqual(namesOf((await catalog.tags("alice/app")()).items), ["1.27", "latest"]);
      assert.deepEqual(asked(), [
        `${listOf("alice/app")} none`,
        "website POST /v2/auth/token password",
        `${listOf("alice/app")} bearer`,
      ]);
    }));

  it("A08 go on with a new token when the old one expired between pages", () => {
    const many = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`t${index}`, { manifest }]));
    const repositories = [{ path: "alice/app", isPrivate: true, tags: many }];
    return withHub(
      { ...shop, repositories, credential: () => loginOf("alice") },
      async ({ hub, catalog, asked }) => {
        const page = await catalog.tags("alice/app")();
        hub.expireTokens();
        asked();
        assert.equal((await page.next?.())?.items.length, 30);
        assert.equal(asked().length, 3);
      },
    );
  });

  for (const [what, answer] of Object.entries({
    "refuses (403)": json(403, {}),
    "is down (500)": json(503, {}),
    "has no such list": json(404, {}),
    "answers nonsense": json(200, { results: 7 }),
    "is somebody else's login page": {
      status: 200,
      headers: { "content-type": "text/html" },
      body: "<html>",
    },
  })) {
    it(`are the registry's names when the website ${what}`, () => {
      const instead = ({ at }: HubRequest) => (at === "website" ? answer : undefined);
      return withHub({ ...shop, instead }, async ({ catalog }) => {
        assert.deepEqual(await readAll(catalog.tags("library/nginx")), [
          { name: "1.27" },
          { name: "latest" },
        ]);
      });
    });
  }

  it("that the website does not show are asked for at the registry, which may know the login", () =>
    withHub(shop, async ({ catalog, asked }) => {
      await assert.rejects(catalog.tags("alice/app")(), { kind: "notFound" });
      assert.deepEqual(
        asked().map((one) => one.split(" ")[0]),
        ["website", "registry", "token", "registry"],
      );
    }));

  it("H02 stay limited when the website is at its limit: the registry is not asked instead", () => {
    const limited = { ...json(429, {}), headers: { "x-retry-after": "1900000000" } };
    const instead = ({ at }: HubRequest) => (at === "website" ? limited : undefined);
    return withHub({ ...shop, instead }, async ({ catalog, asked }) => {
      await assert.rejects(catalog.tags("library/nginx")(), {
        kind: "rateLimited",
        retryAt: 1_900_000_000_000,
      });
      assert.equal(asked().length, 1);
    });
  });

  it("fail on a later page: names of another list would not fit behind", () => {
    const many = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`t${index}`, { manifest }]));
    const instead = ({ target }: HubRequest) => (target.includes("page=2&") ? json(500, {}) : undefined);
    return withHub(
      { repositories: [{ path: "library/nginx", tags: many }], instead },
      async ({ catalog, asked }) => {
        const page = await catalog.tags("library/nginx")();
        await assert.rejects(async () => page.next?.(), { kind: "unavailable" });
        assert.equal(asked().length, 2);
      },
    );
  });

  it("H06 of a repository that is not there are missing, not forbidden", () =>
    withHub(shop, async ({ catalog }) => {
      const failure = await catalog
        .tags("alice/nothing")()
        .catch((error: unknown) => error);
      assert.ok(failure instanceof RegistryError);
      assert.deepEqual([failure.kind, failure.code], ["notFound", "NAME_UNKNOWN"]);
    }));

  it("fail by the registry's own word when the website failed in another way", () => {
    const instead = ({ at }: HubRequest) => (at === "website" ? json(500, {}) : undefined);
    return withHub({ ...shop, instead }, ({ catalog }) =>
      assert.rejects(catalog.tags("alice/nothing")(), { kind: "unauthorized" }),
    );
  });

  it("fail by the registry's own word when that is no refusal", () => {
    const instead = ({ at }: HubRequest) => (at === "registry" ? json(500, {}) : undefined);
    return withHub({ ...shop, instead }, ({ catalog }) =>
      assert.rejects(catalog.tags("alice/nothing")(), { kind: "unavailable" }),
    );
  });

  it("are the registry's names when the website cannot be reached", async () => {
    const fake = new FakeRegistry({ "tags alice/app": [namePage(["1"])] });
    const send: Send = async ({ url }) => {
      throw new NetworkError("offline", url.host, { code: "ECONNREFUSED" });
    };
    const base = new URL("https://hub.test/");
    const login = new HubLogin({ base, send, credential: async () => anonymous });
    const page = await hubTags({ base, send }, login, fake.distribution("h"), "alice/app")();
    assert.deepEqual(namesOf(page.items), ["1"]);
  });

  it("of a path that Docker Hub cannot have are the registry's business", () =>
    withHub(shop, async ({ catalog, asked }) => {
      await assert.rejects(catalog.tags("a/b/c")(), { kind: "unauthorized" });
      await assert.rejects(catalog.tags("../x")(), { kind: "malformed" });
      assert.ok(asked().every((one) => !one.startsWith("website")));
    }));

  it("end with the signal's reason, and ask nobody else then", () =>
    withHub({ ...shop, credential: () => anonymous }, async ({ catalog, asked }) => {
      const reason = new DOMException("no more", "AbortError");
      await assert.rejects(catalog.tags("bob/tool")(AbortSignal.abort(reason)), reason);
      assert.deepEqual(asked(), []);
    }));
});
