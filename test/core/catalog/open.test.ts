import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CatalogSource } from "../../../src/core/catalog/catalog.ts";
import { openCatalog } from "../../../src/core/catalog/open.ts";
import { FakeRegistry } from "../../support/fakeRegistry.ts";

const source = (rest: Partial<CatalogSource>): CatalogSource => ({
  kind: "oci",
  host: "h",
  base: new URL("https://h/"),
  distribution: new FakeRegistry({}).distribution("h"),
  send: ({ url }) => assert.fail(`unexpected request to ${url}`),
  credential: async () => ({ kind: "anonymous" }),
  ...rest,
});

describe("openCatalog", () => {
  it("asks an OCI registry for its catalogue, and nobody else", async () => {
    const distribution = {
      ...new FakeRegistry({}).distribution("h"),
      repositories: async () => ({ items: ["a"], hidden: 0, cut: false }),
    };
    assert.deepEqual((await openCatalog(source({ distribution })).repositories()).items, [{ name: "a" }]);
  });

  it("asks Docker's website for Docker Hub, and never the registry", async () => {
    const asked: string[] = [];
    const { repositories } = openCatalog(
      source({
        kind: "dockerHub",
        host: "docker.io",
        base: new URL("https://registry-1.docker.io/"),
        send: async ({ url }) => {
          asked.push(url.href);
          return new Response('{"results":[{"name":"nginx"}]}');
        },
      }),
    );
    assert.deepEqual(
      (await repositories()).items.map(({ name }) => name),
      ["library/nginx"],
    );
    assert.deepEqual(asked, [
      "https://hub.docker.com/v2/namespaces/library/repositories?page=1&page_size=100&ordering=name",
    ]);
  });
});
