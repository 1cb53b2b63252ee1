import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type TokenPage, tokenPages } from "../../../src/core/catalog/tokenPages.ts";

/** Reads to the end, and gives what each page held and whether it was cut. */
async function readAll(read: (token: string | undefined) => TokenPage<never>, most = 200) {
  const tokens: (string | undefined)[] = [];
  const pages = [];
  let next: ReturnType<typeof tokenPages<never>> | undefined = tokenPages<never>(async (token) => {
    tokens.push(token);
    return read(token);
  });
  while (next !== undefined && pages.length < most) {
    const page: Awaited<ReturnType<typeof next>> = await next();
    pages.push({ names: page.items.length, cut: page.cut });
    next = page.next;
  }
  return { tokens, pages };
}

const names = (count: number, nextToken?: string): TokenPage<never> => ({
  items: Array.from({ length: count }, (_, index) => ({ name: `${nextToken}-${index}` })),
  hidden: 0,
  nextToken,
});

describe("pages by token", () => {
  it("go on with the token of the page before, an empty page too", async () => {
    const pages = new Map([
      [undefined, names(2, "b")],
      ["b", names(0, "c")],
      ["c", names(1)],
    ]);
    const read = await readAll((token) => pages.get(token) ?? assert.fail(`no page at ${token}`));
    assert.deepEqual(read.tokens, [undefined, "b", "c"]);
    assert.deepEqual(read.pages, [
      { names: 2, cut: false },
      { names: 0, cut: false },
      { names: 1, cut: false },
    ]);
  });

  it("end at an empty token", async () => {
    assert.deepEqual((await readAll(() => names(1, ""))).pages, [{ names: 1, cut: false }]);
  });

  it("H14 are cut when a token comes back", async () => {
    const { tokens, pages } = await readAll((token) => names(1, token === "a" ? "b" : "a"));
    assert.deepEqual(tokens, [undefined, "a", "b"]);
    assert.equal(pages.at(-1)?.cut, true);
  });

  it("H14 are cut after a hundred", async () => {
    let count = 0;
    const { pages } = await readAll(() => names(1, String(count++)));
    assert.deepEqual([pages.length, pages[98]?.cut, pages[99]?.cut], [100, false, true]);
  });

  it("R07 are cut at 50,000 names", async () => {
    let count = 0;
    const { pages } = await readAll(() => names(20_000, String(count++)));
    assert.deepEqual(
      pages.map(({ cut }) => cut),
      [false, false, true],
    );
  });
});
