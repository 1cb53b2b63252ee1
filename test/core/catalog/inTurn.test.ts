import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inTurn } from "../../../src/core/catalog/inTurn.ts";
import type { ListPage, ReadPage } from "../../../src/core/catalog/listPage.ts";
import { namesOf } from "../../support/hubCatalog.ts";

/** A list of pages of names; each page says the total. */
function list(...pages: readonly (readonly string[])[]): ReadPage<never> {
  return async () => {
    const [names = [], ...rest] = pages;
    return {
      items: names.map((name) => ({ name })),
      hidden: 1,
      cut: false,
      total: pages.flat().length,
      ...(rest.length > 0 && { next: list(...rest) }),
    };
  };
}

async function readOut(read: ReadPage<never>): Promise<readonly ListPage<never>[]> {
  const pages = [await read()];
  for (let { next } = pages[0] ?? {}; next !== undefined; { next } = pages.at(-1) ?? {})
    pages.push(await next());
  return pages;
}

describe("several lists as one", () => {
  it("read on together, each to its end, in their order", async () => {
    const pages = await readOut(inTurn([list(["a1"], ["a2"]), list(["b1"]), list(["c1"], ["c2"], ["c3"])]));
    assert.deepEqual(
      pages.map(({ items }) => namesOf(items)),
      [["a1", "b1", "c1"], ["a2", "c2"], ["c3"]],
    );
    assert.deepEqual(
      pages.map(({ total, hidden }) => [total, hidden]),
      [
        [6, 3],
        [undefined, 2],
        [undefined, 1],
      ],
    );
  });

  it("are read ten at a time, and tell no total before all were seen", async () => {
    const lists = Array.from({ length: 12 }, (_, index) => list([`l${index}`]));
    const pages = await readOut(inTurn(lists));
    assert.deepEqual([pages.length, pages[0]?.items.length, pages[1]?.items.length], [2, 10, 2]);
    assert.equal(pages[0]?.total, undefined);
  });

  it("tell no total when one of them tells none", async () => {
    const silent: ReadPage<never> = async () => ({ items: [], hidden: 0, cut: false });
    assert.equal((await inTurn([list(["a"]), silent])()).total, undefined);
  });

  it("are cut at the end when one of them was", async () => {
    const cut: ReadPage<never> = async () => ({ items: [], hidden: 0, cut: true });
    const pages = await readOut(inTurn([cut, list(["a"], ["b"])]));
    assert.equal(pages.at(-1)?.cut, true);
    assert.equal((await readOut(inTurn([list(["a"], ["b"])]))).at(-1)?.cut, false);
  });

  it("fail with the one that fails, and hand on the signal", async () => {
    const failure = new Error("broken");
    await assert.rejects(inTurn([list(["a"]), () => Promise.reject(failure)])(), failure);
    const { signal } = new AbortController();
    let given: AbortSignal | undefined;
    await inTurn([
      async (handed) => {
        given = handed;
        return { items: [], hidden: 0, cut: false };
      },
    ])(signal);
    assert.equal(given, signal);
  });
});
