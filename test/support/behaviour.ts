/** The one suite of behaviour for every registry, through its catalogue, its distribution API and its rows. */
import assert from "node:assert/strict";
import { after, before, describe, it, type TestContext } from "node:test";
import { inspect } from "node:util";
import type { ExplorerNode, ListNode } from "../../src/core/explorer/node.ts";
import { isDigest } from "../../src/core/reference/digest.ts";
import { openPath, rowAt, shown } from "../core/explorer/looking.ts";
import { readAll, readNames, readPages } from "./lists.ts";
import {
  doomed,
  empty,
  hidden,
  image,
  index,
  many,
  owner,
  shelf,
  single,
  tagsOf,
  wrongPassword,
} from "./shelf.ts";
import {
  type Behaviour,
  type Client,
  openClient,
  type Running,
  repositoryAt,
  type Subject,
  type Who,
} from "./subject.ts";

const platforms = ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"];

/** Describes what a registry must be to Mooring. What it lacks is told with the reason. */
export function describeBehaviour(subject: Subject): void {
  const { name, real, lacks } = subject;
  describe(`${name} (${real ? "real" : "contract server"})`, () => {
    let running: Running;
    before(async () => {
      for (const [behaviour, reason] of Object.entries(lacks))
        console.log(`${name} has no ${behaviour}: ${reason}`);
      running = await subject.start();
    });
    after(() => running.stop());
    const client = async (t: TestContext, who: Who = "owner"): Promise<Client> => {
      const opened = await openClient(running, who);
      t.after(opened.close);
      return opened;
    };
    const unless = (behaviour: Behaviour, title: string, test: (t: TestContext) => Promise<void>) => {
      if (lacks[behaviour] === undefined) it(title, test);
    };

    it("lists the repositories, in the catalogue and in rows", async (t) => {
      const { catalog, explorer } = await client(t);
      const paths = shelf.filter((entry) => entry !== empty || lacks.empty === undefined);
      const expected = paths.map(({ path }) => path).sort();
      assert.deepEqual((await readNames(catalog.repositories)).toSorted(), expected);
      const roots = await explorer.roots();
      const rows = await rowsToTheEnd(explorer, roots[0] ?? assert.fail());
      const repositories = rows.flatMap((row) => (row.kind === "namespace" ? row.repositories : []));
      const alone = rows.flatMap((row) => (row.kind === "repository" ? [row.repository.path] : []));
      assert.deepEqual([...repositories.map((repository) => repository.name), ...alone].sort(), expected);
      const team = await openPath(explorer, running.endpoint.host, "team/");
      assert.deepEqual(
        shown(team),
        expected.filter((path) => path.startsWith("team/")),
      );
    });

    it("lists the tags over pages, each once, in the catalogue and in rows", async (t) => {
      const opened = await client(t);
      const { catalog, explorer, asked } = opened;
      const names = tagsOf(many).toSorted();
      const pages = await readPages(catalog.tags(many.path));
      assert.equal(pages.length, subject.pages);
      const listed = pages.flatMap(({ items }) => items.map((item) => item.name));
      assert.deepEqual(listed.toSorted(), names);
      assert.ok(pages.every(({ hidden: invalid, cut }) => invalid === 0 && !cut));
      asked();
      const rows = await rowsToTheEnd(explorer, repositoryAt(opened, many.path));
      assert.deepEqual(rows.flatMap((row) => (row.kind === "tag" ? [row.reference.tag] : [])).sort(), names);
      assert.deepEqual(
        rows.filter(({ kind }) => kind !== "tag"),
        [],
      );
      const lists = asked().filter(({ status }) => status === 200);
      assert.ok(lists.length <= subject.pages + 1, "rows cost requests");
      assert.deepEqual(await readNames(catalog.tags(single.path)), ["1"]);
    });

    it("tells no digest that is not so", async (t) => {
      const { catalog, distribution } = await client(t);
      for (const { name: tag, facts } of await readAll(catalog.tags(single.path)))
        if (facts?.digest !== undefined)
          assert.equal(facts.digest, (await distribution.resolve(single.path, tag)).digest);
      const [multi] = (await readAll(catalog.tags(many.path))).filter((tag) => tag.name === "multi");
      if (multi?.facts?.digest !== undefined) assert.equal(multi.facts.digest, index.digest);
    });

    for (const [path, tag, tree] of [
      [many.path, "multi", index],
      [single.path, "1", image],
    ] as const)
      it(`resolves ${path}:${tag}, by its tag and by its digest`, async (t) => {
        const { distribution } = await client(t);
        assert.ok(isDigest(tree.digest));
        assert.equal((await distribution.resolve(path, tag)).digest, tree.digest);
        for (const name of [tag, tree.digest]) {
          const { descriptor, bytes } = await distribution.manifest(path, name);
          assert.deepEqual([descriptor.digest, descriptor.mediaType], [tree.digest, tree.mediaType]);
          assert.deepEqual(Buffer.from(bytes), Buffer.from(tree.bytes));
        }
        await assert.rejects(distribution.resolve(path, "none"), { kind: "notFound" });
      });

    it("opens an index, a platform and its layers", async (t) => {
      const opened = await client(t);
      const { explorer } = opened;
      const rows = await rowsToTheEnd(explorer, repositoryAt(opened, many.path));
      const below = await explorer.children(rowAt(rows, ":multi"));
      assert.deepEqual(shown(below), [...platforms, "attached ?"]);
      const layers = await explorer.children(rowAt(below, "linux/arm64/v8"));
      assert.deepEqual(shown(layers), ["1 COPY hello /hello", "2 COPY platform /", "attached ?"]);
      const attached = await explorer.children(rowAt(layers, "attached ?"));
      assert.deepEqual(
        attached.map(({ kind }) => kind),
        ["referrer"],
      );
    });

    unless("empty", "shows a repository without tags as empty", async (t) => {
      const opened = await client(t);
      assert.deepEqual(await readNames(opened.catalog.tags(empty.path)), []);
      const rows = await rowsToTheEnd(opened.explorer, repositoryAt(opened, empty.path));
      assert.deepEqual(shown(rows), ["empty"]);
    });

    unless("refused", "tells who is nobody that they may not see", async (t) => {
      const opened = await client(t, "nobody");
      const { catalog, distribution, explorer } = opened;
      const { tags, resolve } = subject.refused;
      await assert.rejects(catalog.tags(hidden.path)(), { kind: tags });
      await assert.rejects(distribution.resolve(hidden.path, "1"), { kind: resolve });
      assert.equal(failureIn(await explorer.children(repositoryAt(opened, hidden.path))), tags);
    });

    unless(
      "wrongPassword",
      "A10 tells that a password is wrong, and sends it no oftener than it must",
      async (t) => {
        const opened = await client(t, "wrong");
        const { explorer, registry, distribution, asked } = opened;
        const sent = () => asked().filter(({ isSecret }) => isSecret).length;
        assert.equal(failureIn(await explorer.children(registry)), subject.wrong.list);
        const first = sent();
        await explorer.refresh(registry);
        assert.equal(failureIn(await explorer.children(registry)), subject.wrong.list);
        assert.deepEqual([first, sent()], subject.wrong.sent);
        await assert.rejects(distribution.resolve(hidden.path, "1"), { kind: subject.wrong.resolve });
      },
    );

    unless("expiredToken", "A08 goes on when tokens expire between two pages", async (t) => {
      const { catalog, distribution, asked } = await client(t);
      const { expireTokens = () => assert.fail("no way to let tokens expire") } = running;
      const first = await catalog.tags(many.path)();
      await distribution.resolve(hidden.path, "1");
      asked();
      expireTokens();
      const rest = first.next === undefined ? [] : await readAll(first.next);
      const again = await readAll(catalog.tags(many.path));
      assert.equal((await distribution.resolve(hidden.path, "1")).digest, image.digest);
      assert.ok(
        asked().some(({ status }) => status === 401),
        "no token was refused",
      );
      const names = new Set([...first.items, ...rest].map((tag) => tag.name));
      assert.deepEqual([names.size, again.length], [tagsOf(many).length, tagsOf(many).length]);
    });

    it("costs as many requests as are known", async (t) => {
      const counted: Record<string, readonly string[]> = {};
      const known = await client(t);
      await known.explorer.children(known.registry);
      counted["registry"] = known.asked().map(({ what }) => what);
      await known.explorer.children(repositoryAt(known, many.path));
      counted["repositoryThen"] = known.asked().map(({ what }) => what);
      const alone = await client(t);
      await alone.explorer.children(repositoryAt(alone, many.path));
      counted["repositoryAlone"] = alone.asked().map(({ what }) => what);
      for (const [action, { made, least }] of Object.entries(subject.requests)) {
        const requests = counted[action] ?? [];
        t.diagnostic(`${action}: ${requests.length} requests, least possible ${least}`);
        assert.equal(requests.length, made, `${action}: ${requests.join(", ")}`);
        assert.ok(least <= made);
      }
    });

    it("tells of a tag that is deleted while it is looked at", async (t) => {
      const opened = await client(t);
      const { explorer, distribution } = opened;
      const repository = repositoryAt(opened, doomed.path);
      const rows = await rowsToTheEnd(explorer, repository);
      const row = rowAt(rows, ":doomed");
      await running.takeAway(doomed.path, "doomed");
      assert.equal(failureIn(await explorer.children(row)), "notFound");
      await assert.rejects(distribution.resolve(doomed.path, "doomed"), { kind: "notFound" });
      await explorer.refresh(repository);
      assert.deepEqual(shown(await rowsToTheEnd(explorer, repository)), [":kept"]);
    });
  });
}

/** The rows of a list with all its pages. */
async function rowsToTheEnd(explorer: Client["explorer"], node: ListNode): Promise<readonly ExplorerNode[]> {
  for (let pages = 0; pages < 20; pages++) {
    const rows = await explorer.children(node);
    if (rows.at(-1)?.kind !== "more") return rows;
    await explorer.more(node);
  }
  return assert.fail("the list does not end");
}

/** The kind of the only failure among rows, which must be there. */
function failureIn(rows: readonly ExplorerNode[]): string {
  const [failure, ...others] = rows.filter((row) => row.kind === "failure");
  assert.ok(failure !== undefined && others.length === 0, shown(rows).join(", "));
  const all = inspect(failure.failure, { depth: null, showHidden: true });
  assert.ok(!all.includes(wrongPassword) && !all.includes(owner.password), "a secret in a failure");
  return String(Object(failure.failure).kind);
}
