import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TagFacts } from "../../../src/core/catalog/facts.ts";
import type { Listed } from "../../../src/core/catalog/listPage.ts";
import { NetworkError } from "../../../src/core/errors.ts";
import type { ExplorerNode, Known } from "../../../src/core/explorer/node.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import {
  descriptorOf,
  digestOf,
  fetched,
  manifestOf,
  modelOf,
  namePage,
  resolved,
} from "../../support/fakeRegistry.ts";
import { explorerOf, factsOf, openPath, rowAt, shown } from "./looking.ts";

const [a, b, c] = [digestOf("a"), digestOf("b"), digestOf("c")];

function knownOf(node: ExplorerNode): Known | undefined {
  return node.kind === "tag" ? node.known : undefined;
}

function withFacts(tags: readonly Listed<TagFacts>[]) {
  return explorerOf({}, {}, (fake) => ({ catalog: () => factsOf(fake, tags) }));
}

describe("aliases", () => {
  it("come from the list's facts, each tag's own name left out, for nothing", async () => {
    const { fake, explorer } = withFacts([
      { name: "2", facts: { digest: a } },
      { name: "latest", facts: { digest: a } },
      { name: "1", facts: { digest: b } },
      { name: "0" },
    ]);
    const rows = await openPath(explorer, "h", "app");
    const aliases = rows.map((row) => knownOf(explorer.current(row))?.aliases);
    assert.deepEqual(shown(rows), [":latest", ":2", ":1", ":0"]);
    assert.deepEqual(aliases, [["2"], ["latest"], undefined, undefined]);
    assert.deepEqual(fake.questions(), []);
  });

  it("follow what was asked last, over what the list told", async () => {
    const { fake, explorer } = withFacts([
      { name: "2", facts: { digest: a, size: 7 } },
      { name: "latest", facts: { digest: a, size: 7 } },
      { name: "1", facts: { digest: b } },
    ]);
    const rows = await openPath(explorer, "h", "app");
    const latest = rowAt(rows, ":latest");
    assert.deepEqual(knownOf(explorer.current(latest)), { digest: a, size: 7, aliases: ["2"] });
    fake.known.set("h/app:latest", b);
    await openPath(explorer, "h", "app");
    assert.deepEqual(knownOf(explorer.current(latest)), { digest: b, aliases: ["1"] });
  });
});

it("a push that the list tells without a digest stays with the tag when its digest becomes known", async () => {
  const { fake, explorer } = withFacts([{ name: "1", facts: { pushed: 7 } }]);
  const row = rowAt(await openPath(explorer, "h", "app"), ":1");
  assert.equal(knownOf(explorer.current(row)), undefined);
  fake.known.set("h/app:1", b);
  assert.deepEqual(knownOf(explorer.current(row)), { digest: b, pushed: 7 });
});

describe("making digests known", () => {
  const answers = (...tags: readonly string[]) => ({
    repositories: [namePage(["app"])],
    "tags app": [namePage(tags)],
  });
  const never = new AbortController().signal;

  it("costs one question for each row shown, and none for those that are known or folded", async () => {
    const tags = Array.from({ length: 210 }, (_, number) => `1.${number}`);
    const asked = tags.filter((tag) => tag !== "1.209").map((tag) => [`resolve h/app:${tag}`, [resolved(a)]]);
    const { fake, explorer } = explorerOf({
      ...answers(...tags, `sha256-${"a".repeat(64)}`),
      ...Object.fromEntries(asked),
    });
    fake.known.set("h/app:1.209", b);
    const app = rowAt(await openPath(explorer, "h"), "app");
    assert.ok(app.kind === "repository");
    await explorer.children(app);
    fake.questions();
    assert.deepEqual(await explorer.resolveShown(app, never), { wanted: 199, failed: 0 });
    assert.equal(new Set(fake.questions()).size, 199);
    for (const tag of tags) fake.known.set(`h/app:${tag}`, b);
    assert.deepEqual(await explorer.resolveShown(app, never), { wanted: 0, failed: 0 });
    assert.deepEqual(fake.questions(), []);
    const [first] = await explorer.children(app);
    assert.equal(knownOf(explorer.current(first ?? assert.fail()))?.aliases?.length, 209);
  });

  it("is for the rows that a filter shows", async () => {
    const { fake, explorer } = explorerOf({
      ...answers("1", "2", "12"),
      "resolve h/app:1": [resolved(a)],
      "resolve h/app:12": [resolved(a)],
    });
    const app = rowAt(await openPath(explorer, "h"), "app");
    assert.ok(app.kind === "repository");
    await explorer.children(app);
    explorer.filter(app, "1");
    fake.questions();
    await explorer.resolveShown(app, never);
    assert.deepEqual([...fake.questions()].sort(), ["resolve h/app:1", "resolve h/app:12"]);
  });

  it("of a list that was not read asks nobody", async () => {
    const { fake, explorer } = explorerOf(answers("1"));
    const app = rowAt(await openPath(explorer, "h"), "app");
    assert.ok(app.kind === "repository");
    fake.questions();
    assert.deepEqual(await explorer.resolveShown(app, never), { wanted: 0, failed: 0 });
    assert.deepEqual(fake.questions(), []);
  });

  it("of one tag asks once, and not when it is known", async () => {
    const offline = new NetworkError("offline", "h");
    const { fake, explorer } = explorerOf({ ...answers("1"), "resolve h/app:1": [offline, resolved(a)] });
    const tag = rowAt(await openPath(explorer, "h", "app"), ":1");
    assert.ok(tag.kind === "tag");
    fake.questions();
    await assert.rejects(explorer.resolve(tag, never), offline);
    await explorer.resolve(tag, never);
    fake.known.set("h/app:1", a);
    await explorer.resolve(tag, never);
    assert.deepEqual(fake.questions(), ["resolve h/app:1", "resolve h/app:1"]);
  });
});

describe("tags that turn out to be no images", () => {
  it("are folded away with the signatures when the rows are next put together", async () => {
    const cache = manifestOf({ config: descriptorOf(c, { mediaType: mediaTypes.buildkitCache }) });
    const signature = `sha256-${"d".repeat(64)}.sig`;
    const { fake, explorer } = explorerOf({
      repositories: [namePage(["app"])],
      "tags app": [namePage(["1", "cache", signature])],
      "resolve h/app:cache": [resolved(c)],
      [`manifest h/app:cache@${c}`]: [fetched(c, cache)],
    });
    const rows = await openPath(explorer, "h", "app");
    assert.deepEqual(shown(rows), [":1", ":cache", "1 signatures"]);
    await explorer.children(rowAt(rows, ":cache"));
    fake.questions();
    const folded = await openPath(explorer, "h", "app");
    assert.deepEqual(shown(folded), [":1", "1 signatures", "1 caches"]);
    assert.deepEqual(shown(await explorer.children(rowAt(folded, "1 caches"))), [":cache"]);
    assert.deepEqual(shown(await explorer.children(rowAt(folded, "1 signatures"))), [`:${signature}`]);
    assert.deepEqual(fake.questions(), []);
  });
});

describe("the date of an opened image", () => {
  it("counts where the list has none", async () => {
    const config = { created: 5 } as never;
    const { explorer } = explorerOf(
      {
        "resolve h/app:0": [resolved(b)],
        [`manifest h/app:0@${b}`]: [fetched(b, manifestOf())],
        [`inspect h/app:0@${b}`]: [modelOf(b, [], { config })],
      },
      {},
      (fake) => ({
        tagOrder: () => "newest",
        catalog: () => factsOf(fake, [{ name: "1" }, { name: "0" }, { name: "2", facts: { pushed: 4 } }]),
      }),
    );
    const rows = await openPath(explorer, "h", "app");
    assert.deepEqual(shown(rows), [":2", ":1", ":0"]);
    await explorer.children(rowAt(rows, ":0"));
    assert.deepEqual(shown(await openPath(explorer, "h", "app")), [":2", ":1", ":0"]);
    assert.equal(knownOf(explorer.current(rowAt(rows, ":0")))?.created, 5);
  });
});

describe("what can be done with a row", () => {
  const cases: readonly (readonly [
    page: string | undefined,
    cannot: readonly ("untag" | "delete")[],
    ofTag: string,
  ])[] = [
    [undefined, [], "untag delete"],
    [undefined, ["untag"], "delete"],
    [undefined, ["untag", "delete"], ""],
    ["https://h/app/", [], "web untag delete"],
    ["http://h/app/", ["delete"], "untag"],
  ];
  for (const [page, cannot, ofTag] of cases) {
    it(`with ${page ?? "no page"}, where it cannot ${cannot.join(" or ") || "fail"}: ${ofTag || "nothing"}`, async () => {
      const { explorer } = explorerOf({}, {}, (fake) => ({
        catalog: () => ({
          ...factsOf(fake, [{ name: "1" }]),
          cannot: new Set(cannot),
          webPage: (path, tag) => (page === undefined ? undefined : new URL(`${path}?${tag ?? ""}`, page)),
        }),
      }));
      const [tag] = await openPath(explorer, "h", "app");
      const [registry, app] = [...(await explorer.roots()), ...(await openPath(explorer, "h"))];
      assert.ok(tag && registry && app);
      const isSafe = page?.startsWith("https:") ?? false;
      assert.equal(explorer.abilities(tag).join(" "), ofTag);
      assert.deepEqual(explorer.abilities(app), isSafe ? ["web"] : []);
      assert.deepEqual(explorer.abilities(registry), []);
      assert.equal(explorer.webPage(tag)?.href, isSafe ? "https://h/app/app?1" : undefined);
      assert.equal(explorer.webPage(app)?.href, isSafe ? "https://h/app/app?" : undefined);
    });
  }
});
