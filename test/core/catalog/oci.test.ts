import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ociCatalog } from "../../../src/core/catalog/oci.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import type { Distribution } from "../../../src/core/registry/distribution.ts";
import { digestOf, FakeRegistry, namePage, pageBefore } from "../../support/fakeRegistry.ts";

const names = (items: readonly { readonly name: string }[] = []) => items.map(({ name }) => name);

function catalogOver(rest: Partial<Distribution>) {
  return ociCatalog({ distribution: { ...new FakeRegistry({}).distribution("h"), ...rest } });
}

describe("the plain catalogue", () => {
  it("goes on where a page of repositories ended, with the caller's signal", async () => {
    const { signal } = new AbortController();
    const { repositories } = catalogOver({
      repositories: async (cursor, given) => {
        assert.equal(given, signal);
        if (cursor === undefined) return pageBefore("https://h/2", ["a"]);
        return { items: [String(cursor.url)], hidden: 0, cut: false };
      },
    });
    const first = await repositories(signal);
    const second = await first.next?.(signal);
    assert.deepEqual([names(first.items), names(second?.items)], [["a"], ["https://h/2"]]);
    assert.equal(second?.next, undefined);
  });

  it("goes on where a page of tags ended", async () => {
    const fake = new FakeRegistry({
      "tags a/b": [pageBefore("https://h/2", ["1"])],
      "tags a/b at https://h/2": [{ ...namePage(["2"]), cut: true }],
    });
    const first = await fake.catalog().tags("a/b")();
    const second = await first.next?.();
    assert.deepEqual([names(first.items), names(second?.items), second?.cut], [["1"], ["2"], true]);
    assert.equal(fake.questions().length, 2);
  });

  it("gives what a registry gave at once as one page, however long, with what is known of its end", async () => {
    const waiting = { ...pageBefore("https://h/2", ["1"]), hidden: 4 };
    const next = waiting.next && { ...waiting.next, waiting: ["2"], url: undefined };
    assert.ok(next);
    const { tags } = catalogOver({
      tags: async (_, cursor) =>
        cursor === undefined ? { ...waiting, next } : { items: cursor.waiting, hidden: 0, cut: true },
    });
    const { items, hidden, cut } = await tags("a")();
    assert.deepEqual([names(items), hidden, cut], [["1", "2"], 4, true]);
  });
});

describe("taking away", () => {
  const removed: string[] = [];
  const deleting = (failure?: RegistryError) =>
    catalogOver({
      deleteManifest: async (path, name) => {
        removed.push(`${path} ${name}`);
        if (failure !== undefined) throw failure;
      },
    });

  it("is the registry's own deletion, by tag or by digest", async () => {
    const catalog = deleting();
    await catalog.untag("a/b", "1");
    await catalog.deleteDigest("a/b", digestOf("a"));
    assert.deepEqual(removed.splice(0), ["a/b 1", `a/b ${digestOf("a")}`]);
    assert.deepEqual([...catalog.cannot], []);
  });

  it("is not offered again once the registry said that it has no such thing", async () => {
    const catalog = deleting(new RegistryError("unsupported", "h", { status: 405 }));
    await assert.rejects(catalog.untag("a/b", "1"), { kind: "unsupported" });
    assert.deepEqual([...catalog.cannot], ["untag"]);
    await assert.rejects(catalog.deleteDigest("a/b", digestOf("a")), { kind: "unsupported" });
    assert.deepEqual([...catalog.cannot], ["untag", "delete"]);
  });

  it("stays on offer when this time it was refused", async () => {
    const catalog = deleting(new RegistryError("denied", "h", { status: 403 }));
    await assert.rejects(catalog.untag("a/b", "1"), { kind: "denied" });
    assert.deepEqual([...catalog.cannot], []);
  });
});
