import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RegistryError } from "../../../src/core/errors.ts";
import { json } from "../../support/dockerHubAnswer.ts";
import type { DockerHubOptions } from "../../support/dockerHubServer.ts";
import { loginOf, namesOf, hubPassword as password, readAll, withHub } from "../../support/hubCatalog.ts";

const paths = (...all: readonly string[]) => all.map((path) => ({ path }));
const range = (namespace: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${namespace}/image${index}`);
const library = "website GET /v2/namespaces/library/repositories?page=1&page_size=100&ordering=name none";
const listOf = (namespace: string, page = 1) =>
  `website GET /v2/namespaces/${namespace}/repositories?page=${page}&page_size=100&ordering=name bearer`;

const team: DockerHubOptions = {
  users: { alice: { password, organisations: ["acme", "zeta"] } },
  repositories: [
    ...paths("library/nginx", "library/redis", "acme/site", "bob/other"),
    { path: "alice/app", isPrivate: true, description: "An app", lastUpdated: "2026-01-02T03:04:05.678901Z" },
    { path: "bob/secret", isPrivate: true },
  ],
};

describe("Docker Hub's repositories", () => {
  it("are the official images without a login, page by page, one bare request for each", () =>
    withHub({ repositories: paths(...range("library", 178), "bob/app") }, async ({ catalog, asked }) => {
      const first = await catalog.repositories();
      assert.deepEqual([first.items.length, first.total, first.cut, first.hidden], [100, 178, false, 0]);
      const second = await first.next?.();
      assert.deepEqual([second?.items.length, second?.next], [78, undefined]);
      assert.equal(second?.items.at(-1)?.name, "library/image177");
      assert.deepEqual(asked(), [library, library.replace("page=1&", "page=2&")]);
    }));

  it("are the user's own, the organisations' and the official ones with a login, with one login", () =>
    withHub({ ...team, credential: () => loginOf("alice") }, async ({ catalog, asked }) => {
      const page = await catalog.repositories();
      assert.deepEqual(namesOf(page.items), ["alice/app", "acme/site", "library/nginx", "library/redis"]);
      assert.deepEqual([page.total, page.next], [4, undefined]);
      assert.deepEqual(
        asked().toSorted(),
        [
          library,
          listOf("acme"),
          listOf("alice"),
          listOf("zeta"),
          "website GET /v2/repositories/namespaces bearer",
          "website GET /v2/user/orgs/?page_size=100 bearer",
          "website POST /v2/auth/token password",
        ].toSorted(),
      );
    }));

  it("carry what the list tells of them", () =>
    withHub({ ...team, credential: () => loginOf("alice") }, async ({ catalog }) => {
      const { items } = await catalog.repositories();
      assert.deepEqual(items[0], {
        name: "alice/app",
        facts: { isPrivate: true, description: "An app", pushed: Date.UTC(2026, 0, 2, 3, 4, 5, 678) },
      });
      assert.deepEqual(items[2], { name: "library/nginx", facts: { isPrivate: false } });
    }));

  it("go on in every list that has more", () => {
    const repositories = paths(...range("alice", 150), "acme/one", ...range("library", 250));
    const users = { alice: { password, organisations: ["acme"] } };
    return withHub(
      { repositories, users, credential: () => loginOf("alice") },
      async ({ catalog, asked }) => {
        const first = await catalog.repositories();
        assert.deepEqual([first.items.length, first.total], [201, 401]);
        asked();
        const second = await first.next?.();
        assert.deepEqual([second?.items.length, second?.items[0]?.name], [150, "alice/image100"]);
        const third = await second?.next?.();
        assert.deepEqual([third?.items.length, third?.next], [50, undefined]);
        assert.equal(asked().length, 3);
      },
    );
  });

  for (const refuses of [["orgs"], ["namespaces"], ["orgs", "namespaces"]] as const) {
    it(`are not hidden by a refused list of ${refuses.join(" and of ")}`, () =>
      withHub({ ...team, refuses, credential: () => loginOf("alice") }, async ({ catalog }) => {
        const orgs = refuses.length === 2 ? [] : ["acme/site"];
        assert.deepEqual(namesOf(await readAll(catalog.repositories)), [
          "alice/app",
          ...orgs,
          "library/nginx",
          "library/redis",
        ]);
      }));
  }

  it("are not hidden by an organisation that may not be listed", () => {
    const instead: DockerHubOptions["instead"] = ({ target }) =>
      target.includes("/acme/") ? json(403, { message: "no" }) : undefined;
    return withHub({ ...team, instead, credential: () => loginOf("alice") }, async ({ catalog }) => {
      assert.deepEqual(namesOf(await readAll(catalog.repositories)), [
        "alice/app",
        "library/nginx",
        "library/redis",
      ]);
    });
  });

  it("fail when both lists of namespaces fail, or a namespace does: never shown as fewer", async () => {
    for (const broken of [/orgs|repositories\/namespaces/, /\/acme\//]) {
      const instead: DockerHubOptions["instead"] = ({ target }) =>
        broken.test(target) ? json(500, {}) : undefined;
      await withHub({ ...team, instead, credential: () => loginOf("alice") }, ({ catalog }) =>
        assert.rejects(catalog.repositories(), { kind: "unavailable" }),
      );
    }
  });

  it("are nobody's own for an identity token, which this API does not know", () => {
    const credential = () => ({ kind: "identityToken", token: "canary" }) as const;
    return withHub({ ...team, credential }, async ({ catalog, asked }) => {
      assert.deepEqual(namesOf((await catalog.repositories()).items), ["library/nginx", "library/redis"]);
      assert.deepEqual(asked(), [library]);
    });
  });

  it("R07 have no namespace but valid names, and none twice", () => {
    const asked: string[] = [];
    const instead: DockerHubOptions["instead"] = ({ target }) => {
      if (target === "/v2/repositories/namespaces") {
        return json(200, { namespaces: ["alice", "../../x", "a/b", "library", 7, null, "acme", "x y"] });
      }
      if (target.includes("/orgs/"))
        return json(200, { results: [{ orgname: "acme" }, { orgname: "zeta?" }, 3] });
      if (target.includes("/namespaces/")) asked.push(target.split("/")[3] ?? "");
      return undefined;
    };
    return withHub({ ...team, instead, credential: () => loginOf("alice") }, async ({ catalog }) => {
      await catalog.repositories();
      assert.deepEqual(asked.toSorted(), ["acme", "alice", "library"]);
    });
  });

  it("are asked for under the name of a login that is no namespace only by what the lists say", () => {
    const users = { "alice@example.com": { password, organisations: ["acme"] } };
    return withHub(
      { ...team, users, credential: () => loginOf("alice@example.com") },
      async ({ catalog }) => {
        assert.deepEqual(namesOf((await catalog.repositories()).items), [
          "acme/site",
          "library/nginx",
          "library/redis",
        ]);
      },
    );
  });

  it("fail when the website is at its limit, with the time", () => {
    const limited = { ...json(429, {}), headers: { "x-retry-after": "1900000000" } };
    return withHub({ instead: () => limited }, async ({ catalog }) => {
      const failure = await catalog.repositories().catch((error: unknown) => error);
      assert.ok(failure instanceof RegistryError);
      assert.deepEqual([failure.kind, failure.retryAt], ["rateLimited", 1_900_000_000_000]);
    });
  });

  it("end with the signal's reason", () => {
    const reason = new DOMException("no more", "AbortError");
    return withHub({}, ({ catalog }) =>
      assert.rejects(catalog.repositories(AbortSignal.abort(reason)), reason),
    );
  });
});
