import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError } from "../../../src/core/errors.ts";
import { mostFilteredPages } from "../../../src/core/explorer/lists.ts";
import type { ListNode } from "../../../src/core/explorer/node.ts";
import type { TagOrder } from "../../../src/core/explorer/order.ts";
import { digestOf, namePage, pageBefore } from "../../support/fakeRegistry.ts";
import { explorerOf, factsOf, openPath, rowAt, shown } from "./looking.ts";

/** Pages of tags that each go on at the next one; page 1 is at the start. */
function pagesOf(...pages: readonly (readonly string[])[]) {
  return Object.fromEntries(
    pages.map((tags, index) => {
      const question = index === 0 ? "tags app" : `tags app at https://h/${index + 1}`;
      const isLast = index === pages.length - 1;
      return [question, [isLast ? namePage(tags) : pageBefore(`https://h/${index + 2}`, tags)]];
    }),
  );
}

async function openApp(pages: Readonly<Record<string, unknown[]>>) {
  const { fake, explorer } = explorerOf({ repositories: [namePage(["app"])], ...pages } as never);
  const app = rowAt(await openPath(explorer, "h"), "app");
  assert.ok(app.kind === "repository");
  const rows = async () => shown(await explorer.children(app));
  await rows();
  fake.questions();
  return { fake, explorer, app, rows };
}

describe("a filtered list", () => {
  it("shows what holds the text, of all that was read, and asks nobody", async () => {
    const tags = Array.from({ length: 450 }, (_, number) => `1.${number}`);
    const { fake, explorer, app, rows } = await openApp(pagesOf([...tags, "LATEST"]));
    explorer.filter(app, " late ");
    assert.equal(explorer.filterOf(app), "late");
    assert.deepEqual(await rows(), ["filter late: 1 of 451", ":LATEST"]);
    explorer.filter(app, "1.44");
    assert.deepEqual((await rows()).slice(0, 2), ["filter 1.44: 11 of 451", ":1.449"]);
    explorer.filter(app, "nothing");
    assert.deepEqual(await rows(), ["filter nothing: 0 of 451"]);
    explorer.filter(app, "  ");
    assert.deepEqual([(await rows()).length, explorer.filterOf(app)], [201, ""]);
    assert.deepEqual(fake.questions(), []);
  });

  it("gives rows to two hundred at a time", async () => {
    const tags = Array.from({ length: 450 }, (_, number) => `1.${number}`);
    const { fake, explorer, app, rows } = await openApp(pagesOf(tags));
    explorer.filter(app, "1.");
    assert.equal((await rows()).at(-1), "more after 200 of 450");
    await explorer.more(app);
    assert.equal((await rows()).at(-1), "more after 400 of 450");
    await explorer.more(app);
    assert.deepEqual([(await rows()).length, (await rows()).at(-1)], [451, ":1.0"]);
    assert.deepEqual(fake.questions(), []);
  });

  it("says that the list goes on, and looks further until more is found, when asked", async () => {
    const { fake, explorer, app, rows } = await openApp(
      pagesOf(["a1"], ["b1"], ["c1", "b2"], ["a2", "b3"], ["a3"]),
    );
    explorer.filter(app, "A");
    assert.deepEqual(await rows(), ["filter A: 1 of 1, goes on", ":a1", "further after 1 of ?"]);
    assert.deepEqual(fake.questions(), []);
    await explorer.more(app);
    assert.deepEqual(
      fake.questions(),
      [2, 3, 4].map((page) => `tags app at https://h/${page}`),
    );
    assert.deepEqual(await rows(), ["filter A: 2 of 6, goes on", ":a1", ":a2", "further after 6 of ?"]);
    await explorer.more(app);
    assert.deepEqual(await rows(), ["filter A: 3 of 7", ":a1", ":a2", ":a3"]);
    explorer.filter(app, "");
    assert.deepEqual(await rows(), [":a1", "more after 1 of 7"]);
  });

  it("reads so many pages at most", async () => {
    const pages = Array.from({ length: mostFilteredPages + 5 }, (_, page) => [`b${page}`]);
    const { fake, explorer, app } = await openApp(pagesOf(...pages));
    explorer.filter(app, "a");
    await explorer.more(app);
    assert.equal(fake.questions().length, mostFilteredPages);
  });

  it("stops where it is cancelled, and keeps what was read", async () => {
    const { promise, resolve } = Promise.withResolvers<never>();
    const pages = pagesOf(["a1"], ["b1"], ["c1"]);
    const { fake, explorer, app, rows } = await openApp({ ...pages, "tags app at https://h/3": [promise] });
    explorer.filter(app, "a");
    const controller = new AbortController();
    const looking = explorer.more(app, controller.signal);
    while (fake.asked.length < 2) await new Promise(setImmediate);
    controller.abort();
    await looking;
    assert.equal(fake.signals.at(-1)?.aborted, true);
    resolve(namePage(["a9"]) as never);
    assert.deepEqual(await rows(), ["filter a: 1 of 2, goes on", ":a1", "further after 2 of ?"]);
  });

  it("shows a page that failed where the reading stopped, and tries that again", async () => {
    const offline = new NetworkError("offline", "h");
    const pages = pagesOf(["a1"], ["b1"], ["a2"]);
    const { explorer, app, rows } = await openApp({
      ...pages,
      "tags app at https://h/3": [offline, namePage(["a2"])],
    });
    explorer.filter(app, "a");
    await explorer.more(app);
    assert.deepEqual(await rows(), ["filter a: 1 of 2, goes on", ":a1", "failure"]);
    const failure = rowAt(await explorer.children(app), "failure");
    assert.ok(failure.kind === "failure");
    await explorer.retry(failure);
    assert.deepEqual(await rows(), ["filter a: 2 of 3", ":a1", ":a2"]);
  });

  it("of repositories shows them in the open, those added by name too", async () => {
    const { fake, explorer } = explorerOf(
      { repositories: [namePage(["team/app", "team/web", "other/app", "solo"])] },
      { repositories: ["mine/app", "mine/web"] },
    );
    const [registry] = await explorer.roots();
    assert.ok(registry);
    await explorer.children(registry);
    const list: ListNode = registry;
    explorer.filter(list, "APP");
    assert.deepEqual(shown(await explorer.children(registry)), [
      "filter APP: 2 of 4",
      "mine/app",
      "other/app",
      "team/app",
    ]);
    assert.deepEqual(fake.questions(), ["repositories"]);
  });

  it("C02 is forgotten with its registry", async () => {
    const { explorer, app } = await openApp(pagesOf(["a"]));
    explorer.filter(app, "a");
    explorer.forget("other");
    assert.equal(explorer.filterOf(app), "a");
    explorer.forget("h");
    assert.equal(explorer.filterOf(app), "");
  });
});

describe("the order of tags", () => {
  it("follows the setting without asking, and stays when more is loaded", async () => {
    let order: TagOrder = "semver";
    const { fake, explorer } = explorerOf(
      { repositories: [namePage(["app"])], ...pagesOf(["1.9", "1.10"], ["1.11", "0.1"], ["2"]) },
      {},
      () => ({ tagOrder: () => order }),
    );
    const app = rowAt(await openPath(explorer, "h"), "app");
    assert.ok(app.kind === "repository");
    const rows = async () => shown(await explorer.children(app)).filter((row) => row.startsWith(":"));
    assert.deepEqual(await rows(), [":1.10", ":1.9"]);
    await explorer.more(app);
    assert.deepEqual(await rows(), [":1.10", ":1.9", ":1.11", ":0.1"]);
    fake.questions();
    order = "name";
    assert.deepEqual(await rows(), [":0.1", ":1.9", ":1.10", ":1.11"]);
    assert.deepEqual(fake.questions(), []);
    await explorer.more(app);
    assert.deepEqual(await rows(), [":0.1", ":1.9", ":1.10", ":1.11", ":2"]);
  });

  it("by date takes what the list tells, unknown dates last", async () => {
    const { explorer } = explorerOf({}, {}, (fake) => ({
      tagOrder: () => "newest",
      catalog: () =>
        factsOf(fake, [
          { name: "3" },
          { name: "1", facts: { pushed: 1, digest: digestOf("a") } },
          { name: "2", facts: { pushed: 9 } },
        ]),
    }));
    assert.deepEqual(shown(await openPath(explorer, "h", "app")), [":2", ":1", ":3"]);
  });
});
