import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { repositoriesOf, tagsOf } from "../../../src/core/catalog/catalog.ts";
import type { Send } from "../../../src/core/http/call.ts";
import type { Distribution } from "../../../src/core/registry/distribution.ts";
import { FakeRegistry, namePage, pageBefore } from "../../support/fakeRegistry.ts";

const noHub: Send = ({ url }) => assert.fail(`unexpected request to ${url}`);

describe("repositoriesOf", () => {
  it("asks an OCI registry for its catalogue, and nobody else", async () => {
    const signal = new AbortController().signal;
    const distribution: Distribution = {
      ...new FakeRegistry({}).distribution("h"),
      repositories: async (cursor, given) => {
        assert.equal(given, signal);
        return cursor === undefined ? pageBefore("https://h/2", ["a"]) : namePageAt(cursor.url);
      },
    };
    const first = await repositoriesOf("oci", distribution, noHub)(signal);
    assert.deepEqual([first.items, first.hidden, first.cut], [["a"], 0, false]);
    const second = await first.next?.(signal);
    assert.deepEqual(second, { items: ["https://h/2"], hidden: 0, cut: false });
  });

  it("asks Docker's website for Docker Hub, and never the registry", async () => {
    const asked: string[] = [];
    const hub: Send = async ({ url }) => {
      asked.push(url.href);
      return new Response('{"results":[{"name":"nginx"}]}');
    };
    const page = await repositoriesOf("dockerHub", new FakeRegistry({}).distribution("docker.io"), hub)();
    assert.deepEqual(page.items, ["library/nginx"]);
    assert.deepEqual(asked, [
      "https://hub.docker.com/v2/namespaces/library/repositories?page=1&page_size=100&ordering=name",
    ]);
  });
});

describe("tagsOf", () => {
  it("goes on where a page ended", async () => {
    const fake = new FakeRegistry({
      "tags a/b": [pageBefore("https://h/2", ["1"])],
      "tags a/b at https://h/2": [{ ...namePage(["2"]), cut: true }],
    });
    const first = await tagsOf(fake.distribution("h"), "a/b")();
    const second = await first.next?.();
    assert.deepEqual(
      [first.items, second?.items, second?.cut, second?.next],
      [["1"], ["2"], true, undefined],
    );
    assert.equal(fake.questions().length, 2);
  });
});

describe("what a registry gave at once", () => {
  it("is one page, however long, with what is known of its end", async () => {
    const waiting = { ...pageBefore("https://h/2", ["1"]), hidden: 4 };
    const next = waiting.next && { ...waiting.next, waiting: ["2"], url: undefined };
    assert.ok(next);
    const distribution: Distribution = {
      ...new FakeRegistry({}).distribution("h"),
      tags: async (_, cursor) =>
        cursor === undefined ? { ...waiting, next } : { items: cursor.waiting, hidden: 0, cut: true },
    };
    assert.deepEqual(await tagsOf(distribution, "a")(), { items: ["1", "2"], hidden: 4, cut: true });
  });
});

function namePageAt(url: URL | undefined) {
  return { items: [String(url)], hidden: 0, cut: false };
}
