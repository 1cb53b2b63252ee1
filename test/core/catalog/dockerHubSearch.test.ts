import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hubSearch } from "../../../src/core/catalog/dockerHubSearch.ts";
import { fakeSend } from "../../support/fakeSend.ts";
import { loginOf, namesOf, withHub } from "../../support/hubCatalog.ts";

describe("searching Docker Hub", () => {
  it("finds public repositories and official images, with what is told of them, and never signs in", () => {
    const repositories = [
      { path: "library/nginx", description: "Official build", stars: 20_000 },
      { path: "bitnami/nginx" },
      { path: "alice/nginx-secret", isPrivate: true },
      { path: "library/redis" },
    ];
    return withHub({ repositories, credential: () => loginOf("alice") }, async ({ catalog, asked }) => {
      const found = await catalog.search?.("nginx")();
      assert.deepEqual(found?.items, [
        { name: "library/nginx", facts: { description: "Official build", stars: 20_000, isOfficial: true } },
        { name: "bitnami/nginx", facts: { stars: 0, isOfficial: false } },
      ]);
      assert.deepEqual(asked(), [
        "website GET /v2/search/repositories/?page=1&page_size=100&query=nginx none",
      ]);
    });
  });

  it("takes any words, and official images by either name", () =>
    withHub({ repositories: [{ path: "library/redis" }] }, async ({ catalog, asked }) => {
      assert.deepEqual(namesOf((await catalog.search?.("library/redis")())?.items ?? []), ["library/redis"]);
      await catalog.search?.("a&page_size=1000 #é")();
      assert.match(asked()[1] ?? "", /\?page=1&page_size=100&query=a%26page_size%3D1000\+%23%C3%A9 /);
    }));

  it("R07 R09 leaves out what is no repository, and figures that are none", async () => {
    const results = [
      { repo_name: "nginx", star_count: -1, short_description: 7, is_official: "yes" },
      ...["../x", "a/b/c", "", "A/b"].map((repo_name) => ({ repo_name })),
      { name: "nginx" },
      null,
    ];
    const { send } = fakeSend("https://hub.test", {
      "GET /v2/search/repositories/?page=1&page_size=100&query=x": { body: { results } },
    });
    assert.deepEqual(await hubSearch({ base: new URL("https://hub.test/"), send }, "x")(), {
      items: [{ name: "library/nginx", facts: {} }],
      hidden: 6,
      cut: false,
    });
  });
});
