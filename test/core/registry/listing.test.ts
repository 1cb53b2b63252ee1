import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isTag } from "../../../src/core/reference/reference.ts";
import { listPage } from "../../../src/core/registry/listing.ts";
import type { Page } from "../../../src/core/registry/page.ts";
import { type FakeAnswer, type FakeSend, fakeSend } from "../../support/fakeSend.ts";

const origin = "https://r.test";
const list = "/v2/a/tags/list";
const listing = {
  url: new URL(list, origin),
  field: "tags",
  isName: isTag,
  scope: "repository:a:pull",
  subject: "the tags of a",
} as const;

type Answers = Readonly<Record<string, FakeAnswer>>;

const registry = (answers: Answers) =>
  fakeSend(
    origin,
    Object.fromEntries(Object.entries(answers).map(([query, answer]) => [`GET ${list}${query}`, answer])),
  );
const first = (fake: FakeSend) => listPage({ base: new URL(origin), send: fake.send }, listing);
const after = (fake: FakeSend, { next }: Page<string>) => {
  assert.ok(next, "there is a next page");
  return listPage({ base: new URL(origin), send: fake.send }, listing, next);
};
const tags = (names: unknown, link?: string): FakeAnswer => ({
  headers: { "content-type": "application/json", ...(link !== undefined && { link }) },
  body: { name: "a", tags: names },
});
const next = (query: string) => `<${list}${query}>; rel="next"`;
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `t${from + at}`);

async function all(fake: FakeSend): Promise<{ items: string[]; cut: boolean; pages: number }> {
  let page = await first(fake);
  const items = [...page.items];
  let pages = 1;
  while (page.next !== undefined) {
    page = await after(fake, page);
    items.push(...page.items);
    pages++;
  }
  return { items, cut: page.cut, pages };
}

it("a short list is one page and one request, which asks for JSON with the pull scope", async () => {
  const fake = registry({ "?n=1000": tags(["b", "a"]) });
  assert.deepEqual(await first(fake), { items: ["b", "a"], hidden: 0, cut: false });
  assert.equal(fake.calls[0]?.headers?.["accept"], "application/json");
  assert.equal(fake.calls[0]?.scope, "repository:a:pull");
});

it("links are followed to the end", async () => {
  const fake = registry({
    "?n=1000": tags(["a", "b"], next("?n=2&last=b")),
    "?n=2&last=b": tags(["c", "d"], next("?n=2&last=d")),
    "?n=2&last=d": tags(["e"]),
  });
  assert.deepEqual(await all(fake), { items: ["a", "b", "c", "d", "e"], cut: false, pages: 3 });
});

it("a registry that gives everything at once is shown by pages of 200, without further requests", async () => {
  const fake = registry({ "?n=1000": tags(numbered(0, 450)) });
  const one = await first(fake);
  assert.equal(one.items.length, 200);
  const two = await after(fake, one);
  assert.deepEqual(two.items, numbered(200, 400));
  const three = await after(fake, two);
  assert.deepEqual([three.items, three.next, three.cut], [numbered(400, 450), undefined, false]);
  assert.equal(fake.asked.length, 1);
});

it("a cursor may be used again", async () => {
  const fake = registry({ "?n=1000": tags(["a"], next("?last=a")), "?last=a": tags(["b"]) });
  const one = await first(fake);
  assert.deepEqual(await after(fake, one), await after(fake, one));
});

it("a full page without a link is followed by its last name", async () => {
  const fake = registry({
    "?n=1000": tags(numbered(0, 1000)),
    "?n=1000&last=t999": tags(["u"]),
  });
  const { items, cut } = await all(fake);
  assert.deepEqual([items.length, items.at(-1), cut], [1001, "u", false]);
});

it("a full page of a registry that ignores the last name was all there is", async () => {
  const fake = registry({
    "?n=1000": tags(numbered(0, 1000)),
    "?n=1000&last=t999": tags(numbered(0, 1000)),
  });
  const { items, cut } = await all(fake);
  assert.deepEqual([items.length, cut], [1000, false]);
});

it("a registry that refuses the count is asked without one", async () => {
  const fake = registry({
    "?n=1000": { status: 400 },
    "": tags(["a"], next("?last=a")),
    "?last=a": tags(["b"]),
  });
  assert.deepEqual((await all(fake)).items, ["a", "b"]);
});

it("a 400 for a later page is a failure", async () => {
  const fake = registry({ "?n=1000": tags(["a"], next("?n=1&last=a")), "?n=1&last=a": { status: 400 } });
  const one = await first(fake);
  await assert.rejects(after(fake, one), { name: "RegistryError", kind: "unexpected", status: 400 });
});

describe("R07 names in a list", () => {
  it("null is an empty list", async () => {
    const fake = registry({ "?n=1000": tags(null) });
    assert.deepEqual(await first(fake), { items: [], hidden: 0, cut: false });
  });
  it("a list left out is empty, when the answer names the repository", async () => {
    const fake = registry({ "?n=1000": { body: { name: "a" } } });
    assert.deepEqual((await first(fake)).items, []);
  });
  it("what is about something else is malformed, never empty", async () => {
    for (const body of [{ message: "hello" }, [], "null", { tags: {} }, { tags: "a" }]) {
      const fake = registry({ "?n=1000": { body } });
      await assert.rejects(first(fake), { name: "ContentError", kind: "malformed" });
    }
  });
  it("invalid ones are hidden and counted, duplicates given once", async () => {
    const bad = [
      "../../_catalog",
      "a b",
      "-x",
      "x".repeat(10_000),
      "\u{1F600}",
      `sha256:${"0".repeat(64)}`,
      null,
      7,
    ];
    const fake = registry({ "?n=1000": tags(["a", ...bad, "b", "a"]) });
    assert.deepEqual(await first(fake), { items: ["a", "b"], hidden: bad.length, cut: false });
  });
  it("a name seen on an earlier page is not given again", async () => {
    const fake = registry({ "?n=1000": tags(["a", "b"], next("?last=b")), "?last=b": tags(["b", "c"]) });
    assert.deepEqual((await all(fake)).items, ["a", "b", "c"]);
  });
  it("a million of them are too large", async () => {
    const fake = registry({ "?n=1000": tags(numbered(0, 1_000_000)) });
    await assert.rejects(first(fake), { name: "ContentError", kind: "tooLarge", subject: "the tags of a" });
  });
  it("60,000 of them are cut at 50,000", async () => {
    const fake = registry({ "?n=1000": tags(numbered(0, 60_000)) });
    const { items, cut } = await all(fake);
    assert.deepEqual([items.length, cut], [50_000, true]);
  });
});

describe("H14 a list that does not end properly is cut, and what was read is shown", () => {
  const links: Readonly<Record<string, string>> = {
    "to another host": '<https://evil.test/v2/a/tags/list?last=b>; rel="next"',
    "to plain http": '<http://r.test/v2/a/tags/list?last=b>; rel="next"',
    "to itself": next("?n=1000"),
    nowhere: '<https://[>; rel="next"',
  };
  for (const [name, link] of Object.entries(links)) {
    it(`a link ${name}`, async () => {
      const fake = registry({ "?n=1000": tags(["a", "b"], link) });
      assert.deepEqual(await all(fake), { items: ["a", "b"], cut: true, pages: 1 });
      assert.equal(fake.asked.length, 1);
    });
  }
  it("two pages that link to each other", async () => {
    const fake = registry({
      "?n=1000": tags(["a"], next("?last=a")),
      "?last=a": tags(["b"], next("?n=1000")),
    });
    assert.deepEqual(await all(fake), { items: ["a", "b"], cut: true, pages: 2 });
  });
  it("a page that brings nothing new", async () => {
    const fake = registry({
      "?n=1000": tags(["a", "b"], next("?last=b")),
      "?last=b": tags(["b", "a"], next("?last=a")),
    });
    assert.deepEqual(await all(fake), { items: ["a", "b"], cut: true, pages: 2 });
  });
  it("101 pages", async () => {
    const answers = numbered(0, 101).map((tag, at) => [
      at === 0 ? "?n=1000" : `?p=${at}`,
      tags([tag], next(`?p=${at + 1}`)),
    ]);
    const fake = registry(Object.fromEntries(answers));
    const { items, cut } = await all(fake);
    assert.deepEqual([items.length, cut, fake.asked.length], [100, true, 100]);
  });
});

describe("H15 links of every make", () => {
  it("an empty page ends the list, whatever it links to", async () => {
    const fake = registry({ "?n=1000": tags(["a"], next("?last=a")), "?last=a": tags([], next("?last=z")) });
    assert.deepEqual(await all(fake), { items: ["a"], cut: false, pages: 2 });
  });
  it("a malformed link is the end", async () => {
    const fake = registry({ "?n=1000": tags(["a"], `<${list}?last=a; rel="next"`) });
    assert.deepEqual(await all(fake), { items: ["a"], cut: false, pages: 1 });
  });
  it("a link with a path of its own gives its query to our path", async () => {
    const fake = registry({
      "?n=1000": tags(["a"], '</repository/hub/v2/a/tags/list?n=1&last=a>; rel="next"'),
      "?n=1&last=a": tags(["b"]),
    });
    assert.deepEqual((await all(fake)).items, ["a", "b"]);
  });
});
