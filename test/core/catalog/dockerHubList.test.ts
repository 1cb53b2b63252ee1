import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hubList } from "../../../src/core/catalog/dockerHubList.ts";
import { ContentError, RegistryError } from "../../../src/core/errors.ts";
import { isTag } from "../../../src/core/reference/reference.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";

const base = new URL("https://hub.test/");

/** A list of names over answers by page. */
function listOver(answers: readonly FakeAnswer[] | FakeAnswer) {
  const page = (number: number) => `GET /v2/things?page=${number}&page_size=100`;
  const byPage = Array.isArray(answers)
    ? Object.fromEntries(answers.map((answer, index) => [page(index + 1), answer]))
    : Object.fromEntries(Array.from({ length: 200 }, (_, index) => [page(index + 1), answers]));
  const { send, asked, calls } = fakeSend(base.origin, byPage);
  const decode = (entry: unknown) => (isTag(entry) ? { name: String(entry) } : undefined);
  return {
    read: hubList({ base, send }, { path: "/v2/things", subject: "the things", decode }),
    asked,
    calls,
  };
}

describe("a list of Docker Hub's website", () => {
  it("counts its pages itself: no link is followed", async () => {
    const next = "https://evil.test/?page=77";
    const { read, asked, calls } = listOver([
      { body: { count: 3, next, results: ["a", "b"] } },
      { body: { count: 3, next: null, results: ["c"] } },
    ]);
    const first = await read();
    const second = await first.next?.();
    assert.deepEqual(
      [first.items, first.total, second?.items],
      [[{ name: "a" }, { name: "b" }], 3, [{ name: "c" }]],
    );
    assert.equal(second?.next, undefined);
    assert.equal(asked.length, 2);
    assert.deepEqual(calls[0]?.headers, { accept: "application/json" });
  });

  it("ends where a later page is not there, and fails where the first is not", async () => {
    const { read } = listOver([{ body: { next: "x", results: ["a"] } }, { status: 404, body: {} }]);
    const second = await (await read()).next?.();
    assert.deepEqual(second, { items: [], hidden: 0, cut: false });
    await assert.rejects(listOver([{ status: 404 }]).read(), { kind: "notFound" });
  });

  it("R07 counts what has no valid name, and what is more than a page", async () => {
    const results = ["a", "../x", 7, null, {}, ...Array.from({ length: 120 }, (_, index) => `t${index}`)];
    const { items, hidden } = await listOver([{ body: { count: "many", next: null, results } }]).read();
    assert.deepEqual([items.length, hidden], [96, 29]);
  });

  it("H14 is cut after a hundred pages", async () => {
    const { read, asked } = listOver({ body: { next: "again", results: ["a"] } });
    let page = await read();
    while (page.next !== undefined) page = await page.next();
    assert.deepEqual([page.cut, asked.length], [true, 100]);
  });

  it("H14 ends with an empty page, whatever the link says", async () => {
    assert.equal((await listOver([{ body: { next: "on", results: [] } }]).read()).next, undefined);
  });

  for (const [status, kind] of [
    [401, "unauthorized"],
    [403, "denied"],
    [500, "unavailable"],
    [206, "unexpected"],
  ] as const) {
    it(`is ${kind} for ${status}, on any page`, async () => {
      await assert.rejects(listOver([{ status, body: {} }]).read(), { kind });
      const { read } = listOver([{ body: { next: "x", results: ["a"] } }, { status, body: {} }]);
      await assert.rejects(async () => (await read()).next?.(), { kind });
    });
  }

  it("H09 is no web page", async () => {
    const html = { headers: { "content-type": "text/html" }, body: "<html></html>" };
    await assert.rejects(listOver([html]).read(), (failure) => failure instanceof RegistryError);
  });

  for (const body of ["<html>", "[]", "{}", '{"results":{}}', "[".repeat(10_000)]) {
    it(`R08 is refused when the answer is ${body.slice(0, 20)}`, async () => {
      await assert.rejects(listOver([{ body }]).read(), { kind: "malformed" });
    });
  }

  it("R02 is refused when the answer is larger than 4 MiB", async () => {
    const body = `{"results":[],"x":"${"x".repeat(4 * 1024 * 1024)}"}`;
    const failure = await listOver([{ body }])
      .read()
      .catch((error: unknown) => error);
    assert.ok(failure instanceof ContentError && failure.kind === "tooLarge");
  });
});
