import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TagFacts } from "../../../src/core/catalog/facts.ts";
import type { Listed } from "../../../src/core/catalog/listPage.ts";
import { NetworkError, RegistryError } from "../../../src/core/errors.ts";
import { offerRepositories, offerTags, Suggestions } from "../../../src/core/explorer/suggestions.ts";
import { FakeRegistry } from "../../support/fakeRegistry.ts";

const app = { registry: "h", path: "app" };
const page = (...items: readonly string[]) => ({ items, hidden: 0, cut: false });
const namesOf = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name);

function suggestionsOf(answers: Readonly<Record<string, unknown[]>>) {
  const fake = new FakeRegistry(answers);
  const clock = { now: 1_000_000 };
  const suggestions = new Suggestions({
    catalogs: (host) => {
      assert.equal(host, "h");
      return [fake.catalog(host)];
    },
    now: () => clock.now,
  });
  return { fake, clock, suggestions };
}

describe("first pages for completion", () => {
  it("are asked for once by all who want them within a minute, and then again", async () => {
    const { fake, clock, suggestions } = suggestionsOf({ "tags app": [page("1"), page("1", "2")] });
    const both = await Promise.all([suggestions.tags(app), suggestions.tags(app)]);
    assert.deepEqual(both.map(namesOf), [["1"], ["1"]]);
    clock.now += 59_999;
    assert.deepEqual(namesOf(await suggestions.tags(app)), ["1"]);
    assert.deepEqual(fake.questions(), ["tags app"]);
    clock.now += 1;
    assert.deepEqual(namesOf(await suggestions.tags(app)), ["1", "2"]);
    assert.deepEqual(fake.questions(), ["tags app"]);
  });

  it("are those of the repository", async () => {
    const { suggestions } = suggestionsOf({ "tags app": [page("1")], "tags api": [page("2")] });
    assert.deepEqual(namesOf(await suggestions.tags(app)), ["1"]);
    assert.deepEqual(namesOf(await suggestions.tags({ registry: "h", path: "api" })), ["2"]);
  });

  it("hold no tags that tools keep there", async () => {
    const { suggestions } = suggestionsOf({ "tags app": [page("1", `sha256-${"a".repeat(64)}.sig`)] });
    assert.deepEqual(namesOf(await suggestions.tags(app)), ["1"]);
  });

  it("I6: a failure is not asked for again at every keystroke", async () => {
    const failure = new RegistryError("denied", "h", { status: 403 });
    const { fake, clock, suggestions } = suggestionsOf({ "tags app": [failure, page("1")] });
    await assert.rejects(suggestions.tags(app), failure);
    await assert.rejects(suggestions.tags(app), failure);
    assert.deepEqual(fake.questions(), ["tags app"]);
    clock.now += 60_000;
    assert.deepEqual(namesOf(await suggestions.tags(app)), ["1"]);
  });

  it("are asked for again when the connection was closed meanwhile", async () => {
    const { suggestions } = suggestionsOf({
      "tags app": [new DOMException("closed", "AbortError"), page("1")],
    });
    await assert.rejects(suggestions.tags(app), { name: "AbortError" });
    assert.deepEqual(namesOf(await suggestions.tags(app)), ["1"]);
  });

  it("a caller that gives up stops waiting, and the next one has the answer", async () => {
    const { fake, suggestions } = suggestionsOf({ "tags app": [page("1")] });
    const caller = new AbortController();
    const waiting = suggestions.tags(app, caller.signal);
    caller.abort();
    await assert.rejects(waiting, { name: "AbortError" });
    assert.deepEqual(namesOf(await suggestions.tags(app)), ["1"]);
    assert.deepEqual(fake.questions(), ["tags app"]);
    assert.deepEqual(fake.signals, [undefined]);
  });

  it("A18: are forgotten when somebody else may be asking", async () => {
    const { suggestions } = suggestionsOf({
      "tags app": [page("secret"), page("1")],
      repositories: [page("secret"), page("app")],
    });
    assert.deepEqual(namesOf(await suggestions.tags(app)), ["secret"]);
    assert.deepEqual(namesOf(await suggestions.repositories("h")), ["secret"]);
    suggestions.clear();
    assert.deepEqual(namesOf(await suggestions.tags(app)), ["1"]);
    assert.deepEqual(namesOf(await suggestions.repositories("h")), ["app"]);
  });

  it("what a search finds is kept by its words", async () => {
    const asked: string[] = [];
    const fake = new FakeRegistry({});
    const search = (words: string) => async () => {
      asked.push(words);
      return { items: [{ name: `team/${words}` }], hidden: 0, cut: false };
    };
    const suggestions = new Suggestions({ catalogs: () => [{ ...fake.catalog(), search }], now: () => 0 });
    for (const words of ["ngi", "ngi", "redis"])
      assert.deepEqual(namesOf(await suggestions.search("h", words)), [`team/${words}`]);
    assert.deepEqual(asked, ["ngi", "redis"]);
  });

  it("a registry without a search finds nothing", async () => {
    const { suggestions } = suggestionsOf({});
    assert.deepEqual(await suggestions.search("h", "x"), []);
  });

  it("go through the account that is shown them", async () => {
    const first = new FakeRegistry({ "tags app": [new RegistryError("denied", "h", { status: 403 })] });
    const second = new FakeRegistry({ "tags app": [page("1")] });
    const suggestions = new Suggestions({
      catalogs: () => [first.catalog(), second.catalog()],
      now: () => 0,
    });
    assert.deepEqual(namesOf(await suggestions.tags(app)), ["1"]);
    const offline = new FakeRegistry({ "tags app": [new NetworkError("offline", "h")] });
    const alone = new Suggestions({ catalogs: () => [offline.catalog(), second.catalog()], now: () => 0 });
    await assert.rejects(alone.tags(app), { kind: "offline" });
  });
});

describe("what is offered", () => {
  const tags = ["1.9", "latest", "1.27", "1.27-alpine", "edge"].map((name) => ({ name }));

  it("tags are in the view's order", () => {
    const { items, incomplete } = offerTags(tags, "1.", "semver");
    assert.deepEqual(namesOf(items), ["latest", "1.27", "1.27-alpine", "1.9", "edge"]);
    assert.equal(incomplete, false);
    const dated: readonly Listed<TagFacts>[] = [
      { name: "1", facts: { pushed: 1 } },
      { name: "2" },
      { name: "0", facts: { pushed: 2 } },
    ];
    assert.deepEqual(namesOf(offerTags(dated, "", "newest").items), ["0", "1", "2"]);
  });

  it("of very many only those that fit, 500 at most, and more when more is typed", () => {
    const many = Array.from({ length: 50_000 }, (_, number) => ({ name: `v${number}` }));
    const all = offerTags(many, "", "semver");
    assert.deepEqual([all.items.length, all.items[0]?.name, all.incomplete], [500, "v49999", true]);
    const fitting = offerTags(many, "V4999", "semver");
    assert.deepEqual([fitting.items.length, fitting.incomplete], [11, true]);
  });

  it("repositories are in order, each once", () => {
    const { items } = offerRepositories(
      [{ name: "b/app10" }, { name: "b/app9", facts: { stars: 3 } }, { name: "b/app9" }, { name: "a" }],
      "",
    );
    assert.deepEqual(items, [{ name: "a" }, { name: "b/app9", facts: { stars: 3 } }, { name: "b/app10" }]);
  });
});
