import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TagFacts } from "../../../src/core/catalog/facts.ts";
import type { Listed, ListPage, ReadPage } from "../../../src/core/catalog/listPage.ts";
import { tagsOn } from "../../../src/core/copy/tagsOn.ts";
import { RegistryError } from "../../../src/core/errors.ts";
import { descriptorOf, digestOf, FakeRegistry } from "../../support/fakeRegistry.ts";

const wanted = digestOf("a");
const other = digestOf("b");
const failure = new RegistryError("unavailable", "h", { status: 503 });

type Row = Listed<TagFacts>;

/** Pages of a list; an error stands for a page that cannot be had. */
function pages(
  ...given: readonly (readonly Row[] | Partial<ListPage<TagFacts>> | Error)[]
): ReadPage<TagFacts> {
  return async () => {
    const [first, ...rest] = given;
    if (first instanceof Error) throw first;
    const page = first !== undefined && "length" in first ? { items: first } : first;
    return { items: [], hidden: 0, cut: false, ...page, ...(rest.length > 0 && { next: pages(...rest) }) };
  };
}

function looking(list: ReadPage<TagFacts>, named: Readonly<Record<string, string | Error>> = {}) {
  const asked: string[] = [];
  const distribution = {
    ...new FakeRegistry({}).distribution("h"),
    resolve: async (path: string, name: string) => {
      asked.push(`${path}:${name}`);
      const found = named[name] ?? other;
      if (found instanceof Error) throw found;
      return descriptorOf(found as typeof other);
    },
  };
  return { asked, found: tagsOn({ distribution, path: "a" }, { tags: () => list }, wanted) };
}

describe("the tags of a digest", () => {
  it("cost nothing where the catalogue tells the digests", async () => {
    const facts = (digest: typeof wanted) => ({ facts: { digest } });
    const list = pages(
      [
        { name: "1", ...facts(wanted) },
        { name: "2", ...facts(other) },
      ],
      [{ name: "latest", ...facts(wanted) }],
    );
    const { asked, found } = looking(list);
    assert.deepEqual(await found, { tags: ["1", "latest"], complete: true });
    assert.deepEqual(asked, []);
  });

  it("take one HEAD for each that it does not tell", async () => {
    const list = pages([
      { name: "1" },
      { name: "2", facts: { size: 5 } },
      { name: "3", facts: { digest: other } },
    ]);
    const { asked, found } = looking(list, { 1: wanted, 2: wanted });
    assert.deepEqual(await found, { tags: ["1", "2"], complete: true });
    assert.deepEqual(asked, ["a:1", "a:2"]);
  });

  const incomplete: readonly (readonly [
    string,
    ReadPage<TagFacts>,
    Readonly<Record<string, string | Error>>,
    readonly string[],
  ])[] = [
    ["a tag that does not answer", pages([{ name: "1" }, { name: "2" }]), { 1: wanted, 2: failure }, ["1"]],
    ["a list that is cut", pages({ items: [{ name: "1" }], cut: true }), { 1: wanted }, ["1"]],
    ["a list with names that are none", pages({ items: [{ name: "1" }], hidden: 1 }), { 1: wanted }, ["1"]],
    ["a page that fails", pages([{ name: "1" }], failure), { 1: wanted }, ["1"]],
    ["a list that is refused", pages(failure), {}, []],
    [
      "more pages than are read",
      pages(...Array.from({ length: 21 }, (_, at) => [{ name: `${at}` }])),
      { 0: wanted },
      ["0"],
    ],
    [
      "more tags than are asked for",
      pages(Array.from({ length: 501 }, (_, at) => ({ name: `t${at}` }))),
      { t0: wanted, t500: wanted },
      ["t0"],
    ],
  ];
  for (const [name, list, named, tags] of incomplete) {
    it(`are not all known after ${name}`, async () => {
      assert.deepEqual(await looking(list, named).found, { tags, complete: false });
    });
  }

  it("twenty pages and five hundred tags are looked at", async () => {
    const list = pages(
      ...Array.from({ length: 20 }, (_, at) =>
        Array.from({ length: 25 }, (_, n) => ({ name: `${at}-${n}` })),
      ),
    );
    const { asked, found } = looking(list, { "19-24": wanted });
    assert.deepEqual(await found, { tags: ["19-24"], complete: true });
    assert.equal(asked.length, 500);
  });

  it("are not looked at any more after a cancel", async () => {
    const cancelled = new DOMException("cancelled", "AbortError");
    await assert.rejects(looking(pages([{ name: "1" }]), { 1: cancelled }).found, cancelled);
  });
});
