import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TagFacts } from "../../src/core/catalog/facts.ts";
import type { ReadPage } from "../../src/core/catalog/listPage.ts";
import { RepositoryTags } from "../../src/vscode/registries/repositoryTags.ts";

const repository = { registry: "h.test", path: "app" };

/** A list of pages that goes on for ever or ends after `pages`. */
function listOf(pages: number, asked: number[]): ReadPage<TagFacts> {
  const page =
    (number: number): ReadPage<TagFacts> =>
    async () => {
      asked.push(number);
      const rest = { items: [{ name: String(number) }], hidden: 0, cut: false };
      return number < pages ? { ...rest, next: page(number + 1) } : rest;
    };
  return page(1);
}

describe("the tags of a repository", () => {
  it("are read once in five minutes, and known for longer", async () => {
    const asked: number[] = [];
    let now = 0;
    const tags = new RepositoryTags(
      () => listOf(2, asked),
      () => now,
    );
    assert.equal(tags.known(repository), undefined);
    const names = async () => (await tags.read(repository)).map(({ name }) => name);
    assert.deepEqual(await names(), ["1", "2"]);
    now = 5 * 60_000;
    assert.deepEqual(await names(), ["1", "2"]);
    assert.deepEqual(asked, [1, 2]);
    now++;
    assert.equal(tags.known(repository)?.length, 2);
    await names();
    assert.deepEqual(asked, [1, 2, 1, 2]);
  });

  it("of a list without an end are those of ten pages", async () => {
    const asked: number[] = [];
    const tags = new RepositoryTags(() => listOf(Number.POSITIVE_INFINITY, asked));
    assert.equal((await tags.read(repository)).length, 10);
    assert.equal(asked.length, 10);
  });

  it("are not kept when reading failed, nor those of more than fifty repositories", async () => {
    const failure = new Error("no");
    let fails = true;
    const tags = new RepositoryTags(() => (fails ? () => Promise.reject(failure) : listOf(1, [])));
    await assert.rejects(tags.read(repository), failure);
    fails = false;
    assert.equal((await tags.read(repository)).length, 1);
    for (let number = 0; number < 50; number++)
      await tags.read({ registry: "h.test", path: `other${number}` });
    assert.equal(tags.known(repository), undefined);
    assert.ok(tags.known({ registry: "h.test", path: "other0" }));
  });
});
